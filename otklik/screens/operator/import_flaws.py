"""What is wrong in the rows of an import: a page of it, and all of it as a table to download."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpResponseBase, StreamingHttpResponse

from otklik.intake.models import Flaw, Import
from otklik.intake.queries import FlawCard
from otklik.intake.runs import KEPT_FLAWS
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.operator.reachable import is_unlimited

_PAGE = 100
# A cell that begins so is run as a formula by a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class FlawPage:
    """Flaws in order of rows, behind the flaw `begin`; `after` asks for the next page (0: this was the last)."""

    rows: tuple[FlawCard, ...]
    begin: int
    after: int
    # How many of all are kept by row.
    kept: int = KEPT_FLAWS


def page(import_id: int, after: str) -> FlawPage:
    """A page of flaws behind the one with the number `after`."""
    number = int(after) if after.isascii() and after.isdigit() and len(after) < 18 else 0
    # Flaws are written in order of rows, so their numbers run with the rows.
    found = (
        Flaw.objects.filter(run=import_id, pk__gt=number).order_by("pk").values_list("pk", "row", "column", "message")
    )
    rows = list(found[: _PAGE + 1])
    more = rows[_PAGE - 1][0] if len(rows) > _PAGE else 0
    return FlawPage(tuple(FlawCard(*row[1:]) for row in rows[:_PAGE]), number, more)


@needs(Verb.IMPORT)
def download(request: ScopedRequest, import_id: int) -> HttpResponseBase:
    """All kept flaws as CSV for Excel."""
    visible = Import.objects.filter(pk=import_id)
    if not is_unlimited(request.scope, Verb.IMPORT):
        visible = visible.filter(by=request.user)
    if not visible.exists():
        raise Http404
    response = StreamingHttpResponse(_lines(import_id), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{import_id}-flaws.csv"'
    return response


class _Echo:
    """What the writer of CSV writes, given back."""

    def write(self, line: str) -> str:
        return line


def _lines(import_id: int) -> Iterator[str]:
    writer = csv.writer(_Echo(), delimiter=";")
    # The mark of order of bytes tells Excel that this is UTF-8.
    yield "\ufeff" + writer.writerow(("Строка", "Колонка", "Что не так"))
    found = Flaw.objects.filter(run=import_id).order_by("pk").values_list("row", "column", "message")
    for row, column, message in found.iterator(chunk_size=1000):
        yield writer.writerow((row, _plain(column), _plain(message)))


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
