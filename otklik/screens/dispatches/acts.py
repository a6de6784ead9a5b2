"""What people say of messages, by buttons."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.answers.models import Dispatch
from otklik.flow.leaving import dispatch_log, settling
from otklik.flow.leaving.dispatch_log import Wanted
from otklik.flow.leaving.settling import SettlingError
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.parts.tell import number


@require_POST
@needs(Verb.WORK)
def act(request: ScopedRequest, dispatch_id: int, verb: str) -> HttpResponse:
    """Say something of one message; what can't be said is told."""
    if verb not in _ACTS:
        raise Http404
    if dispatch_log.one(request.scope, dispatch_id) is None:
        raise Http404
    try:
        messages.success(request, _ACTS[verb](request, dispatch_id))
    except SettlingError as refusal:
        messages.error(request, str(refusal))
        return redirect("dispatch", dispatch_id)
    return redirect("dispatches")


@require_POST
@needs(Verb.WORK)
def act_on_all(request: ScopedRequest, verb: str) -> HttpResponse:
    """Say the same of all messages that stand for one reason, where the person may."""
    if verb not in ("old", "failed", "drop"):
        raise Http404
    reason = "old" if verb == "drop" else verb
    wanted = dispatch_log.narrowed(request.scope, Wanted(how=reason))
    if verb == "drop":
        count = settling.drop(wanted, by=request.user, at=timezone.now())
        messages.success(request, f"Не уйдут уведомления: {number(count)}.")
    else:
        count = settling.release(wanted, by=request.user, at=timezone.now())
        messages.success(request, f"Отправляется: {number(count)}.")
    return redirect("dispatches")


def _sent(request: ScopedRequest, dispatch_id: int) -> str:
    settling.settle(dispatch_id, was_sent=True, by=request.user, at=timezone.now())
    return "Отмечено: автор получил."


def _not_sent(request: ScopedRequest, dispatch_id: int) -> str:
    words = request.POST.get("words", "")[:300]
    settling.settle(dispatch_id, was_sent=False, by=request.user, at=timezone.now(), words=words)
    return "Отмечено."


def _retry(request: ScopedRequest, dispatch_id: int) -> str:
    only = Dispatch.objects.filter(pk=dispatch_id)
    if not settling.release(only, by=request.user, at=timezone.now()):
        raise SettlingError("Отправить ещё раз нельзя: сообщение уже в пути, ушло или вопрос вам не поручен.")
    return "Отправляется: уйдёт в течение минуты."


def _drop(request: ScopedRequest, dispatch_id: int) -> str:
    if not settling.drop(Dispatch.objects.filter(pk=dispatch_id), by=request.user, at=timezone.now()):
        raise SettlingError("Не отправлять нельзя: ответ отзывают с карточки вопроса, а ушедшее не вернуть.")
    return "Сообщение не уйдёт."


_ACTS: dict[str, Callable[[ScopedRequest, int], str]] = {
    "sent": _sent, "not-sent": _not_sent, "retry": _retry, "drop": _drop,
}  # fmt: skip
