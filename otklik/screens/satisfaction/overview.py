"""«Итог»: every source by itself with its response, bodies, reasons, false closures, the bad ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from otklik.facts import queries as facts
from otklik.offices import queries as offices
from otklik.offices.rules import Verb
from otklik.satisfaction import queries
from otklik.satisfaction.intervals import Share, few
from otklik.satisfaction.models import Rating, RatingReason, Survey
from otklik.satisfaction.queries import FalseClosures, Figure, Picture, Wanted
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.satisfaction import first_words, period, told
from otklik.screens.satisfaction.listed import Row, shown
from otklik.screens.satisfaction.period import Asked, Tab

Source = Rating.Source
LOW_SHOWN = 8
_LITTLE = 0.2
"""Below this response those who spoke may be unlike those who did not."""
_ASKED = {
    Source.PAGE: "ссылка стояла в ответе", Source.CHANNEL: "ответы в системах с оценкой",
    Source.PHONE: "дозванивались", Source.CONTROL: "дозванивались", Source.COMMENT: "могли написать",
}  # fmt: skip
BY_BODY = (Source.PAGE, Source.CHANNEL, Source.PHONE, Source.CONTROL)


@dataclass(frozen=True, slots=True)
class Part:
    """A number and where its rows are; `says` stands beside it."""

    count: int
    href: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A share with its bounds and its rows; empty where nobody spoke. `of`: «80 из 166»."""

    share: str
    bounds: str
    href: str
    of: str


@dataclass(frozen=True, slots=True)
class Line:
    """A source, or a body in a source."""

    title: str
    note: str
    asked: Part
    answered: Part
    is_little: bool
    mean: str
    stars: Part
    good: Told
    solved: Told
    low: Part
    negative: Part
    kind: Part
    reopened: Part | None = None
    is_of_words: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """How often a reason was ticked; `width` is per cent of the most frequent one."""

    title: str
    part: Part
    width: int
    is_good: bool


@dataclass(frozen=True, slots=True)
class FalseLine:
    """A body of a kind of check: how many were not solved of how many checked, of how many answered «решено»."""

    title: str
    false: Part
    checked: Part
    frame: int
    share: str


@dataclass(frozen=True, slots=True)
class FalseTable:
    """One kind of check; `total` is weighted by answers."""

    title: str
    total: str
    false: Part
    checked: Part
    is_few: bool
    lines: tuple[FalseLine, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All of the page."""

    answers: Part
    reopened: Part
    lines: tuple[Line, ...]
    source: str
    source_title: str
    choices: tuple[Tab, ...]
    bodies: tuple[Line, ...]
    reasons: tuple[Reason, ...]
    checks: tuple[FalseTable, ...]
    low: tuple[Row, ...]
    all_low: str
    is_part: bool
    first_words: str


@needs(Verb.ANALYSE)
def show(request: ScopedRequest) -> HttpResponse:
    """Figures of a period, each with its rows."""
    asked = period.read(request)
    picture = queries.satisfaction(asked.within)
    names = {body.id: body.label for body in offices.bodies().values()}
    reasons = list(RatingReason.objects.order_by("is_good"))
    titles = {row.code: row.title for row in reasons}
    source = request.GET.get("source", "")
    source = source if source in BY_BODY else Source.PAGE
    low = queries.rows(asked.within, Wanted(what="low"), after=None, limit=LOW_SHOWN)[:LOW_SHOWN]
    screen = Overview(
        answers=Part(picture.answers, asked.rows("asked")),
        reopened=Part(picture.reopened, asked.rows("reopened")),
        lines=tuple(_line(Source(code).label, figure, asked, code) for code, figure in picture.by_source.items()),
        source=source, source_title=Source(source).label.lower(),
        choices=tuple(
            Tab(Source(code).label, f"{asked.address('satisfaction', source=code)}#bodies", code == source)
            for code in BY_BODY
        ),
        bodies=_bodies(picture, asked, source, names), reasons=_reasons(picture, asked, reasons),
        checks=tuple(_checks(one, asked, names) for one in queries.false_closures(asked.within)),
        low=shown(low, facts.excerpts(request.scope, [row.question_id for row in low]), names, titles),
        all_low=asked.rows("low"), is_part=asked.within.visible is not None,
        first_words=first_words.address(asked),
    )  # fmt: skip
    context = {
        "tabs": period.tabs(request, "satisfaction"), "asked": asked, "screen": screen,
        "presets": period.presets(asked, source=source),
    }  # fmt: skip
    return render(request, "screens/satisfaction/overview.html", context)


def _line(title: str, figure: Figure, asked: Asked, source: str, body_id: int | None = None) -> Line:
    narrowed: dict[str, str | int] = {"source": source, **({"body": body_id} if body_id else {})}

    def part(count: int, what: str, says: str = "") -> Part:
        return Part(count, asked.rows(what, **narrowed) if count else "", says)

    def share(one: Share, count: int, what: str) -> Told:
        href = asked.rows(what, **narrowed) if count else ""
        return Told(told.plain(one.share) if one.n else "", told.bounds(one), href, f"{count} из {one.n}")

    return Line(
        title=title, note=_ASKED[Source(source)], asked=part(figure.asked, "asked"),
        answered=part(figure.answered, "answered", told.plain(figure.response) if figure.answered else ""),
        is_little=bool(figure.answered) and figure.response < _LITTLE, mean=told.mean(figure.mean),
        stars=part(figure.stars, "stars"), good=share(figure.good_share, figure.good, "good"),
        solved=share(figure.solved_share, figure.solved, "solved"), low=part(figure.low, "low"),
        negative=part(figure.negative, "negative"), kind=part(figure.kind, "kind"),
        is_of_words=source == Source.COMMENT,
    )  # fmt: skip


def _bodies(picture: Picture, asked: Asked, source: str, names: Mapping[int, str]) -> tuple[Line, ...]:
    found = sorted(
        ((body, figure) for (code, body), figure in picture.by_body.items() if code == source and figure.asked),
        key=lambda one: (-one[1].asked, names.get(one[0], "")),
    )
    lines = []
    for body, figure in found:
        line = _line(names.get(body, "без органа"), figure, asked, source, body)
        times = picture.reopened_by_body.get(body, 0)
        opened = Part(times, asked.rows("reopened", body=body) if times else "")
        lines.append(Line(**{name: getattr(line, name) for name in Line.__slots__} | {"reopened": opened}))
    return tuple(lines)


def _reasons(picture: Picture, asked: Asked, rows: Sequence[RatingReason]) -> tuple[Reason, ...]:
    """What was ticked on the author's page: the other sources do not ask for reasons."""
    ticked = {code: times for (source, code), times in picture.reasons.items() if source == Source.PAGE}
    most = max(ticked.values(), default=1)
    made = [
        Reason(
            row.title, Part(ticked[row.code], asked.rows("answered", source=Source.PAGE, reason=row.code)),
            round(100 * ticked[row.code] / most), row.is_good,
        )
        for row in rows
        if row.code in ticked
    ]  # fmt: skip
    return tuple(sorted(made, key=lambda one: -one.part.count))


def _checks(one: FalseClosures, asked: Asked, names: Mapping[int, str]) -> FalseTable:
    def part(count: int, what: str, **narrowed: int) -> Part:
        return Part(count, asked.rows(what, kind=one.kind, **narrowed) if count else "")

    checked = sum(stratum.n for stratum in one.by_body.values())
    lines = sorted(one.by_body.items(), key=lambda pair: (-pair[1].hits / pair[1].n, -pair[1].n))
    return FalseTable(
        title=Survey.Kind(one.kind).label, total=told.share(one.all), is_few=checked < told.FEW,
        false=part(sum(stratum.hits for stratum in one.by_body.values()), "false"), checked=part(checked, "checked"),
        lines=tuple(
            FalseLine(names.get(body, "—"), part(row.hits, "false", body=body), part(row.n, "checked", body=body),
                      row.frame, told.share(few(row.hits, row.n)))
            for body, row in lines
        ),
    )  # fmt: skip
