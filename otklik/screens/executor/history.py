"""Versions of an answer: who wrote what, what changed word by word, an earlier one taken up again; texts kept apart."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.answers.models import Answer, Aside
from otklik.answers.writing import differing, drafting
from otklik.answers.writing.differing import Piece
from otklik.answers.writing.drafting import DraftError, Version
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.executor import reach
from otklik.screens.executor.typed import whole


@dataclass(frozen=True, slots=True)
class History:
    """The list, and the version that is looked at beside the one before it (or any other)."""

    number: int
    versions: tuple[Version, ...]
    shown: int
    before: int
    pieces: tuple[Piece, ...]
    came: int
    gone: int
    may_restore: bool


@needs(Verb.WORK)
def show(request: ScopedRequest, question_id: int) -> HttpResponse:
    """What one version changed; `?to=` is the version looked at, `?from=` the one it is compared with."""
    question = reach.seen(request, question_id)
    answer = reach.in_hand(question) if question else None
    answer = answer or Answer.objects.filter(question=question).order_by("pk").last()
    if question is None or answer is None:
        raise Http404
    found = drafting.versions(answer)
    numbers = [one.number for one in found]
    to = _chosen(request, "to", numbers) or (numbers[0] if numbers else 0)
    earlier = [number for number in numbers if number < to]
    before = _chosen(request, "from", numbers) or (earlier[0] if earlier else 0)
    pieces = differing.pieces(drafting.text_of(answer, before) or "", drafting.text_of(answer, to) or "")
    came, gone = differing.counted(pieces)
    may = answer.state in drafting.EDITABLE and to != answer.version and question.assignee_id == request.user.pk
    screen = History(question_id, found, to, before, pieces, came, gone, may)
    return render(request, "screens/executor/versions.html", {"history": screen})


@require_POST
@needs(Verb.WORK)
def restore(request: ScopedRequest, question_id: int, number: int) -> HttpResponse:
    """An earlier version becomes the next one; the one that stood stays in the list."""
    question = reach.led(request, question_id)
    answer = reach.in_hand(question) if question else None
    text = drafting.text_of(answer, number) if answer else None
    if answer is None or text is None:
        raise Http404
    if _save(request, answer, text):
        messages.success(request, f"Версия {number} взята снова; прежний текст — в версиях.")
    return redirect("mine-question", question_id)


@require_POST
@needs(Verb.WORK)
def settle(request: ScopedRequest, question_id: int, aside_id: int) -> HttpResponse:
    """The author of a text that was kept apart puts it into the answer, or lets it go."""
    question = reach.led(request, question_id)
    answer = reach.in_hand(question) if question else None
    aside = get_object_or_404(Aside, pk=aside_id, answer=answer, by=request.user, settled_at=None)
    is_taken = request.POST.get("do") == "take"
    if answer is None or (is_taken and not _save(request, answer, aside.text)):
        return redirect("mine-question", question_id)
    drafting.settle(aside.pk, by=request.user, at=timezone.now())
    messages.success(request, "В ответе теперь ваш текст." if is_taken else "Оставлен текст, который стоял в ответе.")
    return redirect("mine-question", question_id)


def _save(request: ScopedRequest, answer: Answer, text: str) -> bool:
    try:
        drafting.save(
            answer.pk, text=text, filled=answer.filled, outcome=answer.outcome, kind=answer.kind,
            version=answer.version, by=request.user, at=timezone.now(),
        )  # fmt: skip
    except DraftError as error:
        messages.error(request, str(error))
        return False
    return True


def _chosen(request: ScopedRequest, name: str, numbers: list[int]) -> int | None:
    number = whole(request.GET.get(name, ""))
    return number if number in numbers else None
