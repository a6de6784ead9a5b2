"""A text of the editor is kept: by its button, by itself, on leaving; and the lease that guards it."""

from datetime import datetime

from django.http import Http404, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.answers.models import Answer
from otklik.answers.writing import drafting
from otklik.answers.writing.drafting import DraftError, Holder, Saved
from otklik.appeals.models import Question
from otklik.appeals.states import OPEN
from otklik.facts import actions as facts
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.executor import reach, typed
from otklik.screens.executor.typed import Typed


def opened(request: ScopedRequest, question: Question, sent: Typed, at: datetime) -> Answer:
    """The answer in hand, begun where there is none; lists know of it at once."""
    answer = drafting.current(question.pk)
    if answer is None:
        answer = drafting.open_for(question, kind=sent.kind, by=request.user, at=at)
        facts.refresh_now([question.pk])
    answer.question = question
    return answer


def save(request: ScopedRequest, answer: Answer, sent: Typed, at: datetime, *, is_autosave: bool = False) -> Saved:
    """Keep what was typed as the next version. Raises DraftError as `drafting.save` does."""
    return drafting.save(
        answer.pk, text=sent.text, filled=sent.filled, outcome=sent.outcome, kind=sent.kind, version=sent.version,
        by=request.user, at=at, is_autosave=is_autosave, template_id=sent.template_id,
    )  # fmt: skip


@require_POST
@needs(Verb.WORK)
def autosave(request: ScopedRequest, question_id: int) -> JsonResponse:
    """Keep the text by itself: JSON with the new version, or 409 with what is in the way."""
    question, at = reach.led(request, question_id), timezone.now()
    sent = typed.read(request.POST.dict())
    if question is None or question.state not in OPEN:
        return JsonResponse({"told": "Вопрос ушёл к другому или закрыт: скопируйте свой текст."}, status=409)
    if not sent.text.strip() and drafting.current(question.pk) is None:
        return JsonResponse({"version": 0})
    answer = opened(request, question, sent, at)
    try:
        saved = save(request, answer, sent, at, is_autosave=True)
    except DraftError as error:
        return JsonResponse({"told": str(error), "is_kept": error.aside is not None}, status=409)
    return JsonResponse({"version": saved.number, "at": f"{timezone.localtime(saved.at):%H:%M}"})


@require_POST
@needs(Verb.WORK)
def lease(request: ScopedRequest, question_id: int) -> JsonResponse:
    """Take or keep the editor in hand: `do=look` only asks who has it, `do=let-go` leaves it."""
    question, at = reach.led(request, question_id), timezone.now()
    if question is None:
        raise Http404
    wish, answer = request.POST.get("do", ""), drafting.current(question.pk)
    if wish == "let-go":
        if answer is not None:
            drafting.release(answer.pk, by=request.user)
        return JsonResponse({})
    if wish != "look" and question.state in OPEN:
        answer = opened(request, question, typed.read(request.POST.dict()), at)
        return _told(request, drafting.lease(answer.pk, by=request.user, at=at), answer)
    return _told(request, drafting.holder(answer, at) if answer else None, answer)


def _told(request: ScopedRequest, holder: Holder | None, answer: Answer | None) -> JsonResponse:
    version = answer.version if answer else 0
    if holder is None:
        return JsonResponse({"is_free": True, "version": version})
    since = f"{timezone.localtime(holder.since):%H:%M}"
    is_mine = holder.person_id == request.user.pk
    return JsonResponse({"is_mine": is_mine, "name": holder.name, "since": since, "version": version})
