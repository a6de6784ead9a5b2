"""Imports of tables: the list with the upload, and the page of one with its progress."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.intake import imports, queries, tables
from otklik.intake.catalogue import CHANNELS
from otklik.intake.models import Import
from otklik.intake.queries import ImportCard
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.ceiling import takes_any_size
from otklik.screens.operator import import_flaws
from otklik.screens.operator.reachable import is_unlimited
from otklik.screens.settings.forms import DeskForm

_SHOWN = 50


class UploadForm(DeskForm):
    """A table and what system it was unloaded from."""

    channel = forms.ChoiceField(label="Откуда таблица")
    table = forms.FileField(
        label="Файл",
        help_text="CSV (UTF-8 или Windows-1251) или книга Excel, до 2 ГБ. Файл читается по частям.",
        max_length=255,
        error_messages={
            "required": "Файл не выбран: выберите таблицу.",
            "missing": "Файл не выбран: выберите таблицу.",
            "empty": "Файл пуст: выгрузите таблицу снова.",
            "max_length": "Имя файла длиннее 255 знаков: переименуйте файл.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        with_tables = [(channel.code, channel.title) for channel in CHANNELS.values() if channel.fields]
        self.fields["channel"].choices = with_tables  # type: ignore[attr-defined]


@takes_any_size
@needs(Verb.IMPORT)
def listed(request: ScopedRequest) -> HttpResponse:
    """The latest imports; POST takes a table and goes on to its columns."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid() and (draft := _uploaded(request, form)) is not None:
        return redirect("import-columns", draft.pk)
    if form.is_bound and not form.errors:
        form.add_error("table", "Файл не выбран: выберите таблицу.")
    context = {"form": form, "imports": _visible(request)}
    return render(request, "screens/operator/imports.html", context, status=422 if form.errors else 200)


def _visible(request: ScopedRequest) -> list[ImportCard]:
    found = queries.imports(_SHOWN)
    if is_unlimited(request.scope, Verb.IMPORT):
        return found
    own = set(Import.objects.filter(by=request.user, pk__in=[card.id for card in found]).values_list("pk", flat=True))
    return [card for card in found if card.id in own]


def _uploaded(request: ScopedRequest, form: UploadForm) -> Import | None:
    """The draft of an import, its table laid on the disk; None where it is no table."""
    table: UploadedFile = form.cleaned_data["table"]
    path = imports.keep_upload(table.chunks(), table.name or "")
    seen = form.kept(lambda: imports.preview(path, form.cleaned_data["channel"], rows=0), tables.TableError)
    if seen is None:
        path.unlink(missing_ok=True)
        return None
    return Import.objects.create(
        by=request.user, channel=form.cleaned_data["channel"], file_name=(table.name or "")[:255], path=str(path),
        total_bytes=path.stat().st_size, columns=seen.guessed, created_at=timezone.now(),
    )  # fmt: skip


@needs(Verb.IMPORT)
def one(request: ScopedRequest, import_id: int) -> HttpResponse:
    """How far an import is and what is wrong in its rows; a draft goes on to its columns."""
    card = card_of(request, import_id)
    if card.state == Import.State.DRAFT:
        return redirect("import-columns", import_id)
    flaws = import_flaws.page(import_id, request.GET.get("after", ""))
    return render(request, "screens/operator/import.html", {"card": card, "flaws": flaws})


@needs(Verb.IMPORT)
def progress(request: ScopedRequest, import_id: int) -> HttpResponse:
    """The part of the page that moves; without htmx it is the page itself."""
    card = card_of(request, import_id)
    if not request.htmx:
        return redirect("import", import_id)
    flaws = import_flaws.page(import_id, request.GET.get("after", ""))
    return render(request, "screens/operator/import_progress.html", {"card": card, "flaws": flaws})


@needs(Verb.IMPORT)
@require_POST
def stop(request: ScopedRequest, import_id: int) -> HttpResponse:
    """Stop after the batch in hand; what is taken stays."""
    card_of(request, import_id)
    imports.stop(import_id, timezone.now())
    messages.success(request, "Импорт остановлен: принятое осталось, тот же файл можно загрузить снова без повторов.")
    return redirect("import", import_id)


def card_of(request: ScopedRequest, import_id: int) -> ImportCard:
    """The import where the person may see it: their own, or any with a right for the whole region. Raises Http404."""
    may_see = is_unlimited(request.scope, Verb.IMPORT) or Import.objects.filter(pk=import_id, by=request.user).exists()
    card = queries.import_card(import_id, flaws=0) if may_see else None
    if card is None:
        raise Http404
    return card
