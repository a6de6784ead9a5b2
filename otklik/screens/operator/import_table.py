"""The second step of an import: which column means what, seen on the first rows, and the start."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from kombu.exceptions import OperationalError

from otklik.appeals.masking import mask
from otklik.flow.asked import run_import
from otklik.intake import imports, queries, tables
from otklik.intake.catalogue import named
from otklik.intake.channel import Channel
from otklik.intake.imports import Preview
from otklik.intake.models import Import
from otklik.intake.queries import ImportCard
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.operator.imports import card_of
from otklik.screens.settings.forms import DeskForm, choices

_ROWS = 10
_SHOWN_OF_CELL = 300
_PERSONAL = ("author", "author_url", "phone", "email")
_LABELS = (("take", "Брать как решение"), ("compare", "Только сравнить с машиной"))


class ColumnsForm(DeskForm):
    """A column for each field of the channel, and how to import."""

    labels = forms.ChoiceField(
        label="Темы и исполнители из таблицы", choices=_LABELS, widget=forms.RadioSelect, initial="take"
    )
    is_dry_run = forms.BooleanField(
        label="Пробный прогон: прочитать и показать ошибки, ничего не сохраняя", required=False
    )
    save_as = forms.CharField(
        label="Запомнить сопоставление под именем", max_length=80, required=False,
        help_text="Например «Выгрузка ИМ, полная». То же имя перезапишется.",
    )  # fmt: skip

    def __init__(self, *args: Any, channel: Channel, columns: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channel = channel
        options = choices(((name, name) for name in dict.fromkeys(columns)), "нет в таблице")
        for field in channel.fields:
            self.fields[f"field_{field.code}"] = forms.ChoiceField(
                label=field.title, choices=options, required=field.is_needed,
                widget=forms.Select(attrs={"class": "form-select"}),
                error_messages={"required": f"Укажите колонку поля «{field.title}»: без неё письма не прочитать."},
            )  # fmt: skip

    def mapping(self) -> list[forms.BoundField]:
        """The fields that take a column."""
        return [self[name] for name in self.fields if name.startswith("field_")]

    def clean(self) -> dict[str, Any]:
        taken: dict[str, str] = {}
        for name in [name for name in self.fields if name.startswith("field_")]:
            column = self.cleaned_data.get(name)
            if column and column in taken:
                self.add_error(name, f"Колонка «{column}» уже отдана полю «{taken[column]}»: оставьте одно.")
            elif column:
                taken[column] = str(self.fields[name].label)
        return self.cleaned_data

    def chosen(self) -> dict[str, str]:
        """Field -> column, without fields that have none."""
        return {
            name.removeprefix("field_"): column
            for name, column in self.cleaned_data.items()
            if name.startswith("field_") and column
        }


@needs(Verb.IMPORT)
def columns(request: ScopedRequest, import_id: int) -> HttpResponse:
    """The columns of a draft, guessed or of a saved mapping; POST starts the import."""
    card = card_of(request, import_id)
    if card.state != Import.State.DRAFT:
        return redirect("import", import_id)
    draft = Import.objects.get(pk=import_id)
    try:
        seen = imports.preview(Path(draft.path), draft.channel, rows=_ROWS)
    except tables.TableError as error:
        messages.error(request, str(error))
        return redirect("imports")
    form = _form(request, card, seen)
    if form.is_valid() and (started := _started(request, draft, form)) is not None:
        return redirect("import", started.pk)
    context = {
        "card": card, "form": form, "head": seen.columns, "rows": _masked(seen),
        "mappings": queries.mappings(card.channel), "mapping": request.GET.get("mapping", ""),
    }  # fmt: skip
    return render(request, "screens/operator/import_columns.html", context, status=422 if form.errors else 200)


@needs(Verb.IMPORT)
@require_POST
def drop(request: ScopedRequest, import_id: int) -> HttpResponse:
    """Forget a draft and its file."""
    card = card_of(request, import_id)
    if card.state == Import.State.DRAFT:
        draft = Import.objects.get(pk=import_id)
        Path(draft.path).unlink(missing_ok=True)
        draft.delete()
        messages.success(request, "Файл удалён, импорт отменён.")
    return redirect("imports")


@needs(Verb.IMPORT)
@require_POST
def for_good(request: ScopedRequest, import_id: int) -> HttpResponse:
    """After a dry run: the same table with the same columns, now stored."""
    card = card_of(request, import_id)
    tried = Import.objects.get(pk=import_id)
    if not (card.is_dry_run and card.is_over):
        return redirect("import", import_id)
    try:
        started = imports.start(
            path=Path(tried.path), channel=tried.channel, columns=tried.columns, labels=tried.labels,
            file_name=tried.file_name, by=request.user, at=timezone.now(),
        )  # fmt: skip
    except tables.TableError as error:
        messages.error(request, str(error))
        return redirect("import", import_id)
    _queue(request, started)
    return redirect("import", started.pk)


def _form(request: ScopedRequest, card: ImportCard, seen: Preview) -> ColumnsForm:
    saved = {one.name: one.columns for one in queries.mappings(card.channel)}
    name = request.GET.get("mapping", "")
    chosen = {code: column for code, column in saved.get(name, seen.guessed).items() if column in seen.columns}
    initial = {f"field_{code}": column for code, column in chosen.items()}
    return ColumnsForm(request.POST or None, initial=initial, channel=named(card.channel), columns=seen.columns)


def _started(request: ScopedRequest, draft: Import, form: ColumnsForm) -> Import | None:
    sent, chosen = form.cleaned_data, form.chosen()
    started = form.kept(
        lambda: imports.start(
            path=Path(draft.path), channel=draft.channel, columns=chosen, labels=sent["labels"],
            dry_run=sent["is_dry_run"], file_name=draft.file_name, by=request.user, at=timezone.now(),
        ),
        tables.TableError,
    )  # fmt: skip
    if started is None:
        return None
    if sent["save_as"].strip():
        imports.save_mapping(name=sent["save_as"], channel=draft.channel, columns=chosen)
    draft.delete()
    _queue(request, started)
    return started


def _queue(request: ScopedRequest, started: Import) -> None:
    try:
        run_import.delay(started.pk)
    except OperationalError:
        # The row is the queue's memory: the clock sends again what no worker took.
        messages.warning(request, "Обработчик пока недоступен: чтение начнётся само, когда он появится.")
        return
    messages.success(request, "Импорт поставлен в очередь: страницу можно закрыть и вернуться.")


def _masked(seen: Preview) -> list[list[str]]:
    """The first rows without personal data, long cells cut; columns about the author are not shown at all."""
    hidden = {seen.guessed[code] for code in _PERSONAL if code in seen.guessed}
    places = {place for place, name in enumerate(seen.columns) if name in hidden}
    return [
        ["[скрыто]" if place in places and cell else mask(cell[:_SHOWN_OF_CELL]).text for place, cell in enumerate(row)]
        for row in seen.rows
    ]
