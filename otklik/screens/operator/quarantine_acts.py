"""What a person does in quarantine: reads again, looks at what came."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from otklik.citizens import queries as originals
from otklik.citizens.actions import UnmaskingError, unmask_text
from otklik.flow import run
from otklik.flow.desks import desk
from otklik.intake import actions as intake
from otklik.intake.models import Letter
from otklik.offices.rules import Verb
from otklik.screens.access import TITLES, ScopedRequest, needs
from otklik.screens.operator.reachable import is_unlimited
from otklik.screens.parts.tell import number, plural

_AT_ONCE = 1000
# More than this the worker reads: a page must not wait for it.
_WALKED_NOW = 50
_LONGEST_SHOWN = 100_000


@needs(Verb.QUARANTINE)
@require_POST
def retry(request: ScopedRequest) -> HttpResponse:
    """Read again the letters and questions marked; `all` takes the oldest thousand letters."""
    letters, questions = _numbers(request, "letter"), _numbers(request, "question")
    if letters or "all" in request.POST:
        _permit_letters(request)
        letters = _oldest() if "all" in request.POST else letters
    if not letters and not questions:
        messages.warning(request, "Ничего не отмечено: отметьте строки, которые прочитать заново.")
        return redirect("quarantine")
    if letters:
        messages.info(request, _read_again(request, letters))
    if questions:
        messages.info(request, _walk_again(request, questions))
    return redirect("quarantine")


def _read_again(request: ScopedRequest, letters: Sequence[int]) -> str:
    at = timezone.now()
    told = intake.retry_quarantined(letters, by=request.user, at=at)
    if told.waiting and len(letters) <= _WALKED_NOW:
        run.read_now(letters, at)
    parts = [
        f"прочитано {_letters(told.waiting)}" if told.waiting else "",
        f"повторов {number(told.duplicates)}" if told.duplicates else "",
        f"осталось в карантине {number(told.quarantined)}" if told.quarantined else "",
    ]
    if not any(parts):
        return "Этих писем в карантине уже нет."
    return ", ".join(part for part in parts if part).capitalize() + "."


def _walk_again(request: ScopedRequest, questions: Sequence[int]) -> str:
    act = desk.retry(question_ids=questions, by=request.user, at=timezone.now())
    refused = f" Не взято {len(act.refused)}: {act.refused[0].reason}" if act.refused else ""
    return f"Вопросов снова пущено в разбор: {len(act.changed)}.{refused}"


@never_cache
@needs(Verb.UNMASK)
def raw(request: ScopedRequest, letter_id: int) -> HttpResponse:
    """What came, letter for letter, for who says why; the look is written down."""
    if not request.scope.may(Verb.QUARANTINE):
        raise PermissionDenied(TITLES[Verb.QUARANTINE])
    _permit_letters(request)
    letter = get_object_or_404(Letter, pk=letter_id, state=Letter.State.QUARANTINED)
    context: dict[str, object] = {"letter": letter, "reason": request.POST.get("reason", "")}
    if request.method == "POST":
        try:
            # The text is empty while the letter is unread: this writes the look down.
            unmask_text(
                original_key=letter.original_key, by=request.user, at=timezone.now(), reason=str(context["reason"])
            )
        except UnmaskingError as error:
            context["error"] = str(error)
            return render(request, "screens/operator/quarantine_raw.html", context, status=422)
        context["raw"] = _shown(originals.raws([letter.original_key])[letter.original_key])
    return render(request, "screens/operator/quarantine_raw.html", context)


def _shown(content: bytes) -> str:
    text = content[:_LONGEST_SHOWN].decode("utf-8", errors="backslashreplace")
    cut = "\n…" if len(content) > _LONGEST_SHOWN else ""
    return text.replace("\0", "\\0") + cut


def _permit_letters(request: ScopedRequest) -> None:
    # Nobody knows yet which body or place an unread letter is about.
    if not is_unlimited(request.scope, Verb.QUARANTINE):
        raise PermissionDenied(TITLES[Verb.QUARANTINE])


def _numbers(request: ScopedRequest, name: str) -> list[int]:
    written = request.POST.getlist(name)[:_AT_ONCE]
    return [int(one) for one in written if one.isascii() and one.isdigit() and len(one) < 18]


def _oldest() -> list[int]:
    held = Letter.objects.filter(state=Letter.State.QUARANTINED).order_by("pk")
    return list(held.values_list("pk", flat=True)[:_AT_ONCE])


def _letters(amount: int) -> str:
    return f"{number(amount)} {plural(amount, 'письмо', 'письма', 'писем')}"
