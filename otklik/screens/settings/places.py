"""The region's gazetteer: found by kind and name, one name taken away, all of a kind as CSV."""

import csv
from collections.abc import Iterator

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.offices.rules import Verb
from otklik.reference.places import listing, load
from otklik.reference.places.kinds import KINDS, ROW_OF, Kind
from otklik.reference.places.listing import PlaceLine
from otklik.reference.rules import ReferenceRefused
from otklik.screens.access import ScopedRequest
from otklik.screens.parts.tell import number
from otklik.screens.settings.forms import DeskForm
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Cell, Link, Page, Row, Table, history, show
from otklik.screens.settings.recorded import recorded

TITLE = "Места"
_PAGE = 100


class PlaceFilter(DeskForm):
    """Which places are listed."""

    kind = forms.ChoiceField(label="Вид", required=False)
    q = forms.CharField(label="Найти", required=False, max_length=100)

    def __init__(self, *args: object, amounts: dict[str, int], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        options = [(code, f"{kind.title} ({number(amounts[code])})") for code, kind in KINDS.items()]
        self.fields["kind"].choices = options  # type: ignore[attr-defined]


@needs_region(Verb.SETTINGS)
def listed(request: ScopedRequest) -> HttpResponse:
    """Places of one kind; `?kind=` chooses it, `?q=` narrows by a part of the name."""
    kind = _asked(request)
    words, after = request.GET.get("q", "").strip(), request.GET.get("after", "")
    found = listing.lines(kind, words, int(after) if after.isdecimal() else 0, _PAGE + 1)
    query = request.GET.copy()
    if len(found) > _PAGE:
        query["after"] = str(found[_PAGE - 1].id)
    headings = ("Название", "Где", "ОКТМО") if kind.code in ROW_OF else ("Название", "Внутри", "ОКТМО")
    empty = "Ничего не найдено." if words else f"{kind.title} не загружены: загрузите файл."
    rows = tuple(_row(kind, line) for line in found[:_PAGE])
    table = Table(headings, rows, empty=empty, more=f"?{query.urlencode()}" if len(found) > _PAGE else "")
    chosen = request.GET.copy()
    chosen["kind"] = kind.code
    page = Page(
        TITLE, "Имена, по которым в тексте находится место, и границы, по которым — точка. Поиск — по части имени.",
        (SETTINGS,), _links(kind), (table,), filters=PlaceFilter(chosen, amounts=listing.amounts()),
        history=history(("places",)),
    )  # fmt: skip
    return show(request, page)


@needs_region(Verb.SETTINGS)
def download(request: ScopedRequest) -> HttpResponseBase:
    """All places of a kind as a CSV that can be loaded again."""
    kind = _asked(request)
    response = StreamingHttpResponse(_written(kind), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="places-{kind.code}.csv"'
    return response


@needs_region(Verb.SETTINGS)
@require_POST
def drop(request: ScopedRequest, name_id: int) -> HttpResponse:
    """Take one street, landmark or route out of the gazetteer."""
    try:
        gone = recorded(lambda: load.drop_name(name_id, by=request.user, at=timezone.now()), by=request.user)
        messages.success(request, f"«{gone.key}» больше не ищется в текстах.")
    except ReferenceRefused as refused:
        messages.warning(request, str(refused))
    return redirect(f"{reverse('settings_places')}?{request.GET.urlencode()}")


def _asked(request: ScopedRequest) -> Kind:
    return KINDS.get(request.GET.get("kind", ""), KINDS["streets"])


def _row(kind: Kind, line: PlaceLine) -> Row:
    address = reverse("settings_territory", args=[line.code])
    if kind.code in ROW_OF:
        cells = (Cell(line.name), Cell(line.where, address), Cell(line.code))
        drop_at = f"{reverse('settings_place_drop', args=[line.id])}?kind={kind.code}"
        return Row(cells, post_to=drop_at, button="Убрать", ask=line.name)
    return Row((Cell(line.name, address), Cell(line.where or "—"), Cell(line.code)))


def _links(kind: Kind) -> tuple[Link, ...]:
    upload = Link("Загрузить файл", f"{reverse('settings_places_upload')}?kind={kind.code}", is_main=True)
    if kind.is_drawn:
        return (upload,)
    return Link("Скачать CSV", f"{reverse('settings_places_download')}?kind={kind.code}"), upload


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def _written(kind: Kind) -> Iterator[str]:
    # The mark tells Excel that the file is UTF-8.
    yield "\ufeff"
    writer = csv.writer(_Echo(), delimiter=";")
    for row in listing.written(kind):
        yield writer.writerow(row)
