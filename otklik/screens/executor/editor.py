"""The editor of an answer: its page, and what its buttons do. Every button first keeps the text."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from otklik.answers.models import Answer
from otklik.answers.review import checking, dossiers
from otklik.answers.writing import composing, contributions, drafter, drafting, similar, templates
from otklik.answers.writing.drafter import DrafterError
from otklik.answers.writing.drafting import DraftError
from otklik.appeals.models import Question
from otklik.appeals.states import OPEN
from otklik.flow.answering import approval
from otklik.flow.desks.desk import DeskError
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.executor import part, reach, saving, sheet, typed
from otklik.screens.executor.sheet import Stop
from otklik.screens.executor.typed import Typed

_PART, _PASSAGE = "part-", "passage-"
_NO_PART = "Этой части уже нет: соисполнитель её снял или вопрос изменился."
_NO_PASSAGE = "Этого отрывка больше нет: ответ отозван."


@needs(Verb.WORK)
def show(request: ScopedRequest, question_id: int) -> HttpResponse:
    """The page; a form of it sent does what its button says."""
    if request.method == "POST":
        return _sent(request, question_id)
    question = reach.led(request, question_id)
    if question is not None:
        return shown(request, question)
    return part.shown(request, question_id)


def shown(request: ScopedRequest, question: Question, *, status: int = 200, **told: object) -> HttpResponse:
    """The page of a question that the person leads."""
    screen = sheet.load(request, question, **told)  # type: ignore[arg-type]
    return render(request, "screens/executor/question.html", {"sheet": screen, "feed_query": "mine"}, status=status)


def _sent(request: ScopedRequest, question_id: int) -> HttpResponse:
    question, at = reach.led(request, question_id), timezone.now()
    sent = typed.read(request.POST.dict())
    if question is None or (question.state not in OPEN and drafting.current(question_id) is None):
        return _taken_away(request, question_id, sent)
    answer = saving.opened(request, question, sent, at)
    try:
        saving.save(request, answer, sent, at)
    except DraftError as error:
        messages.warning(request, str(error))
        return redirect("mine-question", question_id)
    fresh = reach.in_hand(question) or answer
    return _button(sent.do)(request, question, fresh, sent, at)


def _taken_away(request: ScopedRequest, question_id: int, sent: Typed) -> HttpResponse:
    """The question left this person meanwhile: their words are given back to be copied."""
    if not sent.text.strip():
        raise Http404
    context = {"number": question_id, "text": sent.text}
    return render(request, "screens/executor/taken_away.html", context, status=409)


Button = Callable[[ScopedRequest, Question, Answer, Typed, datetime], HttpResponse]


def _button(name: str) -> Button:
    if name.startswith(_PART):
        return _put_part
    return _put_passage if name.startswith(_PASSAGE) else _BUTTONS.get(name, _saved)


def _saved(request: ScopedRequest, question: Question, answer: Answer, sent: Typed, at: datetime) -> HttpResponse:
    messages.success(request, "Черновик сохранён.")
    return redirect("mine-question", question.pk)


def _chosen(request: ScopedRequest, question: Question, answer: Answer, sent: Typed, at: datetime) -> HttpResponse:
    """A template was chosen: its fields are on the page that comes."""
    return redirect("mine-question", question.pk)


def _compose(request: ScopedRequest, question: Question, answer: Answer, sent: Typed, at: datetime) -> HttpResponse:
    """Put the answer together from the template; the text that stood before stays among the versions."""
    template = answer.template
    if template is None:
        return shown(request, question, status=422, sent=sent, problem="Шаблон не выбран: выберите его из списка.")
    if empty := composing.missing(templates.fields(template), sent.filled):
        names = [one.name for one in empty]
        told = "Заполните обязательные поля шаблона: " + ", ".join(f"«{one.title}»" for one in empty) + "."
        return shown(request, question, status=422, sent=sent, missing=names, problem=told)
    text = composing.composed(template.text, {**sheet.known(question, at), **sent.filled})
    had = bool(answer.text.strip())
    outcome = template.outcome or answer.outcome
    drafting.save(
        answer.pk, text=text, filled=answer.filled, outcome=outcome, kind=template.kind or answer.kind,
        version=answer.version, by=request.user, at=at,
    )  # fmt: skip
    messages.success(request, "Ответ составлен." + (" Прежний текст — в версиях." if had else ""))
    return redirect("mine-question", question.pk)


def _put_part(request: ScopedRequest, question: Question, answer: Answer, sent: Typed, at: datetime) -> HttpResponse:
    found = {str(one.id): one.quoted for one in contributions.of(question.pk) if one.given_at}
    return _append(request, question, answer, found.get(sent.do.removeprefix(_PART), ""), _NO_PART, at)


def _put_passage(request: ScopedRequest, question: Question, answer: Answer, sent: Typed, at: datetime) -> HttpResponse:
    found = {str(one.answer_id): one.text for one in similar.to_borrow(question)}
    return _append(request, question, answer, found.get(sent.do.removeprefix(_PASSAGE), ""), _NO_PASSAGE, at)


def _append(
    request: ScopedRequest, question: Question, answer: Answer, words: str, nothing: str, at: datetime
) -> HttpResponse:
    if not words:
        messages.error(request, nothing)
        return redirect("mine-question", question.pk)
    drafting.save(
        answer.pk, text=f"{answer.text.rstrip()}\n\n{words}".lstrip(), filled=answer.filled, outcome=answer.outcome,
        kind=answer.kind, version=answer.version, by=request.user, at=at,
    )  # fmt: skip
    messages.success(request, "Вставлено в конец ответа.")
    return redirect("mine-question", question.pk)


def _machine(request: ScopedRequest, question: Question, answer: Answer, sent: Typed, at: datetime) -> HttpResponse:
    """An outside model writes a text to begin with; the text that stood before stays among the versions."""
    try:
        drafting.put_machine(answer.pk, text=drafter.draft(question, answer, at), by=request.user, at=timezone.now())
    except (DrafterError, DraftError) as error:
        messages.error(request, str(error))
    else:
        messages.warning(request, "Черновик написан программой: проверьте каждое слово.")
    return redirect("mine-question", question.pk)


def _submit(request: ScopedRequest, question: Question, answer: Answer, sent: Typed, at: datetime) -> HttpResponse:
    """Send for approval, or publish where no rule asks for one."""
    excuses = {**answer.excuses, **{code: why for code, why in sent.excuses.items() if why}}
    if answer.text.strip() and (held := checking.gate(checking.checked(dossiers.of(answer)), excuses)):
        stops = tuple(Stop(one.code, one.title, one.advice, excuses.get(one.code, "")) for one in held)
        told = "Ответ не отправлен: исправьте или напишите, почему его можно дать таким. Причину увидит согласующий."
        return shown(request, question, status=422, sent=sent, stops=stops, problem=told)
    try:
        act = approval.submit(answer_id=answer.pk, by=request.user, at=at, reasons=excuses)
    except DeskError as error:
        return shown(request, question, status=422, sent=sent, problem=str(error))
    if act.refused:
        return shown(request, question, status=409, sent=sent, problem=act.refused[0].reason)
    drafting.release(answer.pk, by=request.user)
    _tell(request, question, answer, f"act-{act.id}")
    return redirect("mine")


def _tell(request: ScopedRequest, question: Question, answer: Answer, undo_by: str) -> None:
    state = Answer.objects.values_list("state", flat=True).get(pk=answer.pk)
    done = {Answer.State.APPROVAL: "ответ отправлен на согласование", Answer.State.PUBLISHED: "ответ опубликован"}
    told = done.get(Answer.State(state), "ответ отправлен")
    is_out = state == Answer.State.PUBLISHED
    messages.success(request, f"№ {question.pk}: {told}.", extra_tags="" if is_out else undo_by)


_BUTTONS: dict[str, Button] = {
    "save": _saved, "template": _chosen, "compose": _compose, "machine": _machine, "submit": _submit,
}  # fmt: skip
