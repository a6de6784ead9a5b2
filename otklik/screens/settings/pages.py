"""What every page of settings is made of: rows of a table and lines of history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from otklik.offices import queries as offices
from otklik.offices.models import Change
from otklik.screens.settings.codes import Codes
from otklik.screens.settings.forms import DeskForm
from otklik.screens.settings.words import said


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, where it leads, and a mark beside («good», «warn», «muted»)."""

    text: str
    href: str = ""
    mark: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; `depth` indents its first cell; `button` posts to `post_to`."""

    cells: tuple[Cell, ...]
    depth: int = 0
    post_to: str = ""
    button: str = ""
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; `empty` tells what to do when there are none; `more` leads to the next page."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    title: str = ""
    lead: str = ""
    empty: str = "Пока пусто."
    more: str = ""
    anchor: str = ""
    is_aligned: bool = False

    @property
    def lines(self) -> tuple[tuple[Row, tuple[tuple[str, Cell], ...]], ...]:
        """Each row with its cells under their headings: on a phone a cell is told with its heading."""
        return tuple((row, tuple(zip(self.headings, row.cells, strict=True))) for row in self.rows)

    @property
    def has_buttons(self) -> bool:
        return any(row.button for row in self.rows)


@dataclass(frozen=True, slots=True)
class Link:
    """An action or a place to go."""

    text: str
    href: str
    is_main: bool = False
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change of a setting: when, by whom, of which row, and what became what."""

    at: datetime
    who: str
    key: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of settings: where it stands, what it says, its tables, form and history."""

    title: str
    lead: str = ""
    trail: tuple[Link, ...] = ()
    links: tuple[Link, ...] = ()
    tables: tuple[Table, ...] = ()
    filters: DeskForm | None = None
    form: DeskForm | None = None
    button: str = "Сохранить"
    # The words of a second button, which shows what the form would change instead of keeping it.
    preview: str = ""
    acts: tuple["Act", ...] = ()
    history: tuple[HistoryLine, ...] = ()
    has_file: bool = False
    is_wide: bool = False
    codes: Codes | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Act:
    """A button under the form that posts elsewhere: close, revoke, put in use; with an own small form if it asks."""

    text: str
    post_to: str
    why: str = ""
    is_danger: bool = False
    form: DeskForm | None = None


SETTINGS = Link("Настройки", "/settings/")


def show(request: HttpRequest, page: Page, template: str = "screens/settings/page.html") -> HttpResponse:
    """The page; 422 when its form refuses what was sent."""
    refused = page.form is not None and page.form.is_bound and not page.form.is_valid()
    return render(request, template, {"page": page}, status=422 if refused else 200)


def history(
    subjects: Sequence[str], key: str = "", *, limit: int = 20, names: Mapping[str, Mapping[Any, str]] | None = None
) -> tuple[HistoryLine, ...]:
    """The newest changes of these kinds of settings, or of one row; `names` gives words for ids by field."""
    found = [change for subject in subjects for change in offices.changes(subject, key, limit)]
    found.sort(key=lambda change: (change.at, change.pk), reverse=True)
    return tuple(_line(change, names or {}) for change in found[:limit])


def _line(change: Change, names: Mapping[str, Mapping[Any, str]]) -> HistoryLine:
    before, after = _flat(change.before), _flat(change.after)
    touched = [name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]
    changes = tuple(
        (said(name), _told(before.get(name), names.get(name, {})), _told(after.get(name), names.get(name, {})))
        for name in touched
    )
    return HistoryLine(change.at, str(change.by) if change.by else "система", change.key, changes)


def _flat(written: Any) -> dict[str, Any]:
    if written is None:
        return {}
    return written if isinstance(written, dict) else {"": written}


def _told(value: Any, names: Mapping[Any, str]) -> str:
    if isinstance(value, bool):
        return "да" if value else "нет"
    if value in (None, "", [], {}):
        return "—"
    if isinstance(value, int | str) and value in names:
        return names[value]
    text = _plain(value)
    return text if len(text) <= 200 else f"{text[:199]}…"


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(f"{said(name)} {_plain(inner)}" for name, inner in value.items() if inner not in (None, ""))
    if isinstance(value, list | tuple):
        return ", ".join(" ".join(map(str, inner)) if isinstance(inner, list) else _plain(inner) for inner in value)
    return str(value)
