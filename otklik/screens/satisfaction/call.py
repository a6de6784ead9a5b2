"""The operator's page: one person, one script, one protocol; or one place to look at, with a list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from otklik.citizens.actions import UnmaskingError, unmask_author
from otklik.facts import queries as facts
from otklik.flow.answering import talking
from otklik.offices.rules import Verb
from otklik.satisfaction import scripts, talks
from otklik.satisfaction.models import Survey, Talk
from otklik.satisfaction.scripts import Line, ScriptError
from otklik.satisfaction.talks import TalkError, Waiting
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.satisfaction import period
from otklik.screens.satisfaction.surveys import lately, visible

State = Talk.State


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of the script with what is marked; `name` is that of its boxes."""

    line: Line
    name: str
    words: str
    given: str


@dataclass(frozen=True, slots=True)
class Screen:
    """A talk as its operator sees it; `phone` stands only where it was asked for."""

    talk: Talk
    survey: Survey
    is_visit: bool
    is_mine: bool
    may_unmask: bool
    asked: tuple[Asked, ...]
    excerpt: str
    phone: str
    who: str
    problem: str
    hours_open: bool


@require_POST
@needs(Verb.SURVEY)
def take(request: ScopedRequest, survey_id: int) -> HttpResponse:
    """Give the operator the next person; where nobody can be called now, say when."""
    survey = get_object_or_404(Survey.objects.select_related("hours"), pk=survey_id)
    try:
        found = talks.next_talk(survey, by=request.user, at=timezone.now(), visible=visible(request))
    except TalkError as refusal:
        messages.warning(request, str(refusal))
        return redirect(reverse("survey", args=[survey.pk]))
    if isinstance(found, Waiting):
        messages.info(request, _told(found, survey))
        return redirect(reverse("survey", args=[survey.pk]))
    return redirect(reverse("talk", args=[found.pk]))


@never_cache
@needs(Verb.SURVEY)
def talk(request: ScopedRequest, talk_id: int) -> HttpResponse:
    """The script over one talk, or its protocol when it was held."""
    return _shown(request, _of_scope(request, talk_id))


@never_cache
@require_POST
@needs(Verb.SURVEY)
def phone(request: ScopedRequest, talk_id: int) -> HttpResponse:
    """The phone and the name of the author, shown once; the look is written down."""
    found = _of_scope(request, talk_id)
    key = found.question.appeal.author_key
    now = timezone.now()
    if facts.one(request.scope.for_verb(Verb.UNMASK), found.question_id) is None or key is None:
        raise Http404
    if not _is_mine(found, request, now):
        return _shown(request, found, problem="Разговор сейчас не у вас: возьмите следующего.", status=422)
    reason = f"Опрос «{found.survey.title}», разговор № {found.pk}"
    try:
        author = unmask_author(author_key=key, by=request.user, at=now, reason=reason)
    except UnmaskingError as refusal:
        return _shown(request, found, problem=str(refusal), status=422)
    return _shown(request, found, phone=author.phone or "не указан", who=author.full_name or author.pseudonym)


@never_cache
@require_POST
@needs(Verb.SURVEY)
def act(request: ScopedRequest, talk_id: int, verb: str) -> HttpResponse:
    """What came of the call; then the next one."""
    found = _of_scope(request, talk_id)
    acts: dict[str, Callable[[], str]] = {
        "done": lambda: _finish(found, request),
        "unreached": lambda: _unreached(found, request),
        "later": lambda: _later(found, request),
        "refused": lambda: _refused(found, request),
        "let-go": lambda: _let_go(found, request),
    }
    if verb not in acts:
        raise Http404
    try:
        words = acts[verb]()
    except (TalkError, ScriptError) as refusal:
        return _shown(request, found, problem=str(refusal), given=request.POST.dict(), status=422)
    messages.success(request, words)
    return redirect(reverse("survey", args=[found.survey_id]))


def _finish(found: Talk, request: ScopedRequest) -> str:
    _, words = talking.finish(found.pk, request.POST.dict(), by=request.user, at=timezone.now())
    return f"Разговор записан. Скажите человеку: {words}" if words else "Протокол записан."


def _unreached(found: Talk, request: ScopedRequest) -> str:
    kept = talks.unreached(found.pk, by=request.user, at=timezone.now())
    if kept.state == State.UNREACHED:
        return "Записано: не дозвонились. Попытки кончились, вместо него в выборку встал запасной."
    return f"Записано: не дозвонились. Снова позвоним {lately(kept.call_after)}."


def _later(found: Talk, request: ScopedRequest) -> str:
    written = parse_datetime(request.POST.get("when", "")[:30])
    if written is None:
        raise TalkError("Когда перезвонить, не указано: выберите день и час.")
    when = timezone.make_aware(written) if timezone.is_naive(written) else written
    talks.later(found.pk, when=when, by=request.user, at=timezone.now())
    return f"Записано: перезвонить {lately(when)}."


def _refused(found: Talk, request: ScopedRequest) -> str:
    talks.refused(found.pk, by=request.user, at=timezone.now())
    return "Записано: отказались. Больше этому человеку не звоним, в выборку встал запасной."


def _let_go(found: Talk, request: ScopedRequest) -> str:
    talks.let_go(found.pk, by=request.user, at=timezone.now())
    return "Возвращено в очередь: позвонит другой оператор."


def _of_scope(request: ScopedRequest, talk_id: int) -> Talk:
    related = ("survey__hours", "question__appeal", "question__territory", "body", "answer", "done_by")
    found = Talk.objects.select_related(*related).filter(pk=talk_id)
    seen = visible(request)
    return get_object_or_404(found if seen is None else found.filter(question__in=seen))


def _is_mine(found: Talk, request: ScopedRequest, now: datetime) -> bool:
    return bool(
        found.state == State.WAITING and found.held_by_id == request.user.pk and found.held_until
        and found.held_until > now and found.survey.ended_at is None
    )  # fmt: skip


def _shown(
    request: ScopedRequest, found: Talk, *, phone: str = "", who: str = "", problem: str = "",
    given: Mapping[str, str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    now = timezone.now()
    excerpt = facts.excerpts(request.scope, [found.question_id]).get(found.question_id, "")
    kept = found.protocol if given is None else given
    screen = Screen(
        talk=found, survey=found.survey, is_visit=found.survey.kind == Survey.Kind.MYSTERY,
        is_mine=_is_mine(found, request, now), may_unmask=request.scope.may(Verb.UNMASK), excerpt=excerpt,
        asked=tuple(
            Asked(line, f"ask-{line.code}", line.words.replace("{вопрос}", excerpt), str(kept.get(line.code, "")))
            for line in scripts.read(found.survey.script)
        ),
        phone=phone, who=who, problem=problem,
        hours_open=talks.opens_at(found.survey, found.question.territory_id, now) == now,
    )  # fmt: skip
    context = {"tabs": period.tabs(request, "surveys"), "screen": screen}
    return render(request, "screens/satisfaction/talk.html", context, status=status)


def _told(waiting: Waiting, survey: Survey) -> str:
    if not waiting.waiting:
        return "Звонить больше некому: квоты заполнены или выборка кончилась. Опрос можно закончить."
    when = lately(waiting.first_at)
    hours = f" Часы звонков: «{survey.hours.name}»." if survey.hours else ""
    return f"Сейчас звонить некому: ждут своего часа {waiting.waiting}{f', первый — {when}' if when else ''}.{hours}"
