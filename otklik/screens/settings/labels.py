"""What the model's labels mean in the region's classifier: proposed by names, looked through and confirmed in bulk."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.offices.rules import Verb
from otklik.reference.models import Topic
from otklik.screens.access import ScopedRequest
from otklik.screens.parts.tell import number
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Link, Page, history, show
from otklik.triage.errors import TriageError
from otklik.triage.topics import labels
from otklik.triage.topics.labels import LabelLine

_PAGE = 50
_ORIGINS = {
    "name": ("по имени", "muted"),
    "proposed": ("предложено", "warn"),
    "confirmed": ("подтверждено", "good"),
    "learned": ("из решений", "good"),
}


@needs_region(Verb.SETTINGS)
def listed(request: ScopedRequest) -> HttpResponse:
    """A page of labels with a box each; what stands in the boxes is confirmed by one button."""
    lines, start = labels.listed(), _start(request.GET.get("from", ""))
    wrong = ""
    if request.method == "POST":
        start = _start(request.POST.get("from", ""))
        wrong = _confirmed(request, lines[start : start + _PAGE])
        if not wrong:
            after = start + _PAGE if start + _PAGE < len(lines) else 0
            return redirect(f"{reverse('settings_labels')}?from={after}")
    waiting = sum(line.origin == "proposed" for line in lines)
    extra = {
        "rows": _rows(lines[start : start + _PAGE], request.POST), "start": start, "wrong": wrong, "waiting": waiting,
        "editions": labels.editions_to_map(), "topics": _offered(lines), "links": _pages(len(lines), start),
    }  # fmt: skip
    lead = (
        "Модель обучена по темам «Инцидент Менеджмент». Если в регионе свой классификатор, скажите, какая его тема "
        f"отвечает каждой метке модели. Меток {number(len(lines))}, ждут подтверждения {number(waiting)}."
    )
    page = Page("Метки модели", lead, (SETTINGS,), history=history(("label",)), extra=extra)
    return show(request, page, "screens/settings/labels.html")


@require_POST
@needs_region(Verb.SETTINGS)
def propose(request: ScopedRequest) -> HttpResponse:
    """Propose anew from the names of an edition; what a person said stays."""
    try:
        found = labels.propose(request.POST.get("edition", ""), at=timezone.now())
    except TriageError as refusal:
        messages.error(request, str(refusal))
    else:
        waiting = sum(line.origin == "proposed" for line in found)
        messages.success(request, f"Предложено {number(waiting)}: просмотрите и подтвердите.")
    return redirect("settings_labels")


def _confirmed(request: ScopedRequest, lines: Sequence[LabelLine]) -> str:
    """Confirm what stands in the boxes of a page; why it is refused (Russian), or nothing."""
    choices = {
        (line.head, line.label): request.POST[f"code-{at}"].split(" ", 1)[0].strip()
        for at, line in enumerate(lines)
        if f"code-{at}" in request.POST and _is_said(line, request.POST[f"code-{at}"])
    }
    try:
        changed = labels.confirm(choices, by=request.user, at=timezone.now())
    except TriageError as refusal:
        return str(refusal)
    messages.success(request, f"Подтверждено меток: {number(changed)}.")
    return ""


def _is_said(line: LabelLine, typed: str) -> bool:
    """Whether the box says something new: a proposal left as it is counts, a meaning by name does not."""
    return line.origin == "proposed" or typed.split(" ", 1)[0].strip() != line.code


def _rows(lines: Sequence[LabelLine], typed: Mapping[str, str]) -> list[dict[str, object]]:
    return [
        {"line": line, "at": at, "typed": typed.get(f"code-{at}", f"{line.code} {line.name}".strip()),
         "head": "Группа" if line.head == "group" else "Тема", "origin": _ORIGINS.get(line.origin, ("нет", "muted")),
         "alike": f"{line.confidence * 100:.0f} %" if line.origin == "proposed" else ""}
        for at, line in enumerate(lines)
    ]  # fmt: skip


def _offered(lines: Sequence[LabelLine]) -> list[tuple[str, str]]:
    """Topics of the classifiers in which the labels mean something, for the list of the browser."""
    codes = {line.code for line in lines if line.code}
    editions = Topic.objects.filter(code__in=codes, closed_on=None).values("edition").distinct()
    found = Topic.objects.filter(edition__in=editions, closed_on=None).order_by("code")
    return list(found.values_list("code", "name"))


def _pages(total: int, start: int) -> list[Link]:
    return [
        Link(f"{first + 1}–{min(first + _PAGE, total)}", f"?from={first}", is_here=first == start)
        for first in range(0, total, _PAGE)
    ]


def _start(written: str) -> int:
    return int(written) // _PAGE * _PAGE if written.isdecimal() and len(written) < 6 else 0
