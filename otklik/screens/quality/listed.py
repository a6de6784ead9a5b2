"""The list of questions behind a number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from otklik.facts import queries as facts
from otklik.facts.rules import FilterError, cursor
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.operator.names import channel_title
from otklik.screens.quality import desk, named, period
from otklik.screens.quality.period import HEAD_TITLES
from otklik.triage.measured import cases
from otklik.triage.measured.cases import LISTED, Wanted

PAGE = 50
_TITLES = {
    "read": "Прочитано машиной", "alone": "Машина решила сама", "corrected": "Машина решила сама, человек исправил",
    "chosen": "Тему выбрал человек", "first": "Человек взял первую подсказку",
    "among": "Выбор человека был среди трёх подсказок", "other": "Человек выбрал то, чего в подсказках не было",
    "pair": "Машина предлагала одно, человек выбрал другое",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A question: its text's beginning, what was proposed and how surely, what stands."""

    number: int
    excerpt: str
    proposed: str
    sure: int
    chosen: str
    is_same: bool
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of rows under the words of the number; `more` is the address of the next page."""

    title: str
    chips: tuple[str, ...]
    count: int
    is_all: bool
    rows: tuple[Row, ...]
    more: str
    back: str


@needs(Verb.ANALYSE)
def show(request: ScopedRequest) -> HttpResponse:
    """Rows of the number that the address tells; the newest first."""
    asked = period.read(request)
    wanted = _wanted(request.GET, asked.head)
    try:
        before = cursor(request.GET.get("after", ""))
    except FilterError:
        before = None
    found = cases.cases(wanted, asked.within, before=before, limit=PAGE + 1)
    shown = found[:PAGE]
    texts = facts.excerpts(request.scope, [case.question_id for case in shown])
    names = named.topics({*(c.proposed for c in shown), *(c.chosen for c in shown), wanted.proposed, wanted.chosen})
    count = cases.count(wanted, asked.within)
    screen = Listed(
        title=_TITLES[wanted.what],
        chips=_chips(wanted, names),
        count=count,
        is_all=count < 10_000,
        rows=tuple(
            Row(c.question_id, texts.get(c.question_id, ""), names.get(c.proposed, c.proposed or "—"),
                round(100 * c.sure), names.get(c.chosen, c.chosen or "—"), c.proposed == c.chosen, c.by, c.at)
            for c in shown
        ),
        more=_more(request.GET, shown[-1].question_id) if len(found) > PAGE else "",
        back=f"{reverse('quality_confusion' if wanted.what == 'pair' else 'quality')}?{asked.query}",
    )  # fmt: skip
    return desk.show(request, "screens/quality/rows.html", "quality_rows", asked, screen)


def _wanted(query: Mapping[str, str], head: str) -> Wanted:
    def said(name: str) -> str:
        # A zero byte in a parameter is an error of PostgreSQL, not of the person.
        return query.get(name, "").replace("\x00", "")[:100]

    what = said("what")
    return Wanted(
        what=what if what in LISTED else "read", head=head, channel=said("channel"), version=said("version"),
        proposed=said("proposed"), chosen=said("chosen"),
    )  # fmt: skip


def _chips(wanted: Wanted, names: Mapping[str, str]) -> tuple[str, ...]:
    by_head = wanted.what in ("first", "among", "other", "pair")
    told = (
        HEAD_TITLES[wanted.head] if by_head else "",
        f"канал: {channel_title(wanted.channel)}" if wanted.channel else "",
        f"версия {wanted.version}" if wanted.version else "",
        f"предлагала: {names.get(wanted.proposed, wanted.proposed)}" if wanted.proposed else "",
        f"выбрано: {names.get(wanted.chosen, wanted.chosen)}" if wanted.chosen else "",
    )
    return tuple(chip for chip in told if chip)


def _more(query: Mapping[str, str], after: int) -> str:
    kept = {name: value for name, value in query.items() if name != "after"}
    return f"{reverse('quality_rows')}?{urlencode({**kept, 'after': after})}"
