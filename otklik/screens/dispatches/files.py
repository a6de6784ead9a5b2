"""Files of answers for upload into other systems: made by a press, downloaded, marked as loaded."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from otklik.answers.models import Manifest
from otklik.answers.sending import manifests
from otklik.answers.sending.manifests import ManifestError
from otklik.answers.sending.sender_catalogue import SENDERS, title
from otklik.flow.leaving import dispatch_log, settling
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.dispatches.words import tabs
from otklik.screens.operator.reachable import is_unlimited
from otklik.screens.parts.tell import number
from otklik.screens.settings.pages import Act, Page

_LEAD = "Системы без открытого приёма ответов получают их таблицей: соберите файл, загрузите его туда и отметьте."
_MOST = 50
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class File:
    """One file as the list shows it; `forms` are the endings in which it can be downloaded."""

    id: int
    title: str
    name: str
    rows: int
    at: datetime
    forms: tuple[str, ...]
    by: str
    state: str
    is_open: bool
    is_loaded: bool
    settled_at: datetime | None
    settled_by: str


@needs(Verb.WORK)
def listed(request: ScopedRequest) -> HttpResponse:
    """What waits for a file, and the latest files."""
    waiting = dispatch_log.waiting_for_files(request.scope.for_verb(Verb.WORK))
    acts = tuple(
        Act(f"Собрать файл: {number(count)}", reverse("dispatch-files-make", args=[code]), title(code))
        for code, count in waiting.items()
    )
    count = sum(dispatch_log.counted(request.scope).values())
    page = Page("Файлы для загрузки", _LEAD, links=tabs("files", count), acts=acts)
    files = tuple(_file(one) for one in _mine(request).order_by("-pk")[:_MOST])
    return render(request, "screens/dispatches/files.html", {"page": page, "files": files})


@require_POST
@needs(Verb.WORK)
def make(request: ScopedRequest, code: str) -> HttpResponse:
    """Put what waits into a file."""
    try:
        made = settling.gather(code, by=request.user, at=timezone.now())
    except ManifestError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Файл собран, сообщений: {number(made.rows)}. {SENDERS[code].to_do}")
    return redirect("dispatch-files")


@never_cache
@require_GET
@needs(Verb.WORK)
def download(request: ScopedRequest, manifest_id: int, form: str) -> HttpResponse:
    """The file itself."""
    manifest = _found(request, manifest_id)
    try:
        content = manifests.content(manifest, form)
    except ManifestError as refusal:
        raise Http404(str(refusal)) from None
    answer = HttpResponse(content, content_type=_TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{manifest.name}.{form}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
@needs(Verb.WORK)
def settle(request: ScopedRequest, manifest_id: int, verb: str) -> HttpResponse:
    """Mark a file as loaded, or take it apart."""
    if verb not in ("loaded", "apart"):
        raise Http404
    manifest = _found(request, manifest_id)
    try:
        manifests.settle(manifest, is_loaded=verb == "loaded", by=request.user, at=timezone.now())
    except ManifestError as refusal:
        messages.error(request, str(refusal))
    else:
        told = {"loaded": "Отмечено: ответы загружены.", "apart": "Файл разобран: сообщения ждут следующего."}
        messages.success(request, told[verb])
    return redirect("dispatch-files")


def _file(manifest: Manifest) -> File:
    sender = SENDERS.get(manifest.sender)
    is_dropped = manifest.state == Manifest.State.DROPPED
    return File(
        id=manifest.pk, title=title(manifest.sender), name=manifest.name, rows=manifest.rows, at=manifest.at,
        forms=sender.forms if sender and not is_dropped else (), by=str(manifest.by),
        state=manifest.get_state_display(), is_open=manifest.state == Manifest.State.READY,
        is_loaded=manifest.state == Manifest.State.LOADED, settled_at=manifest.settled_at,
        settled_by=str(manifest.settled_by) if manifest.settled_by else "",
    )  # fmt: skip


def _mine(request: ScopedRequest) -> QuerySet[Manifest]:
    """Files that a person may see: their own, and all where their right holds for the region."""
    found = Manifest.objects.exclude(state=Manifest.State.MAKING).select_related("by", "settled_by")
    return found if is_unlimited(request.scope, Verb.WORK) else found.filter(by=request.user)


def _found(request: ScopedRequest, manifest_id: int) -> Manifest:
    manifest = _mine(request).filter(pk=manifest_id).first()
    if manifest is None:
        raise Http404
    return manifest
