"""The rows behind a number: ratings, answers, talks or reopenings, each with its question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from otklik.facts import queries as facts
from otklik.facts.rules import FilterError, cursor
from otklik.offices import queries as offices
from otklik.offices.rules import Verb
from otklik.satisfaction import queries, ratings
from otklik.satisfaction.models import Rating, RatingReason, Reopening, Survey, Talk
from otklik.satisfaction.queries import WHATS, Wanted
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.parts.tell import number
from otklik.screens.satisfaction import period

PAGE = 50
TONES = {
    "negative": "недовольство", "neutral": "спокойный", "positive": "одобрение", "thanks": "благодарность",
}  # fmt: skip
_CHECKED: dict[bool | None, str] = {True: "не решено", False: "решено"}
_TITLES = {
    "answered": "Сказали об ответе", "stars": "Поставили оценку", "good": "Оценили на 4 и 5",
    "said": "Сказали, решён ли вопрос", "solved": "Сказали «решено»", "unsolved": "Сказали «не решено»",
    "low": "Плохие оценки", "negative": "Недовольны в комментарии", "kind": "Благодарят и хвалят",
    "words": "С комментарием", "asked": "Кого спросили",
    "checked": "Проверено, решено ли на деле", "false": "Сказали «решено», а не решено", "reopened": "Открыты снова",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A question with what was said of it; `words` are masked."""

    number: int
    excerpt: str
    said: str
    is_bad: bool
    reasons: str
    words: str
    source: str
    body: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of rows under the words of the number; `more` is the address of the next page."""

    title: str
    chips: tuple[str, ...]
    count: int
    rows: tuple[Row, ...]
    more: str
    back: str


@needs(Verb.ANALYSE)
def show(request: ScopedRequest) -> HttpResponse:
    """Rows of the number that the address tells; the newest first."""
    asked = period.read(request)
    wanted = _wanted(request.GET)
    try:
        after = cursor(request.GET.get("after", ""))
    except FilterError:
        after = None
    found = queries.rows(asked.within, wanted, after=after, limit=PAGE)
    names = {body.id: body.label for body in offices.bodies().values()}
    here, titles = found[:PAGE], dict(RatingReason.objects.values_list("code", "title"))
    screen = Listed(
        title=_TITLES[wanted.what],
        chips=_chips(wanted, names, titles),
        count=queries.counted_rows(asked.within, wanted),
        rows=shown(here, facts.excerpts(request.scope, [row.question_id for row in here]), names, titles),
        more=_more(request.GET, here[-1].pk) if len(found) > PAGE else "",
        back=asked.address("satisfaction"),
    )
    kept = {name: request.GET[name] for name in ("what", "source", "body", "reason", "kind") if name in request.GET}
    context = {
        "tabs": period.tabs(request, "satisfaction"), "asked": asked, "screen": screen, "kept": kept.items(),
        "presets": period.presets(asked, **kept),
    }  # fmt: skip
    return render(request, "screens/satisfaction/rows.html", context)


def shown(
    rows: Sequence[Any], excerpts: Mapping[int, str], names: Mapping[int, str], titles: Mapping[str, str]
) -> tuple[Row, ...]:
    """Rows of queries.rows as a page shows them; `names` are those of bodies, `titles` of reasons."""
    return tuple(_row(row, excerpts.get(row.question_id, ""), names, titles) for row in rows)


def _row(row: Any, excerpt: str, names: Mapping[int, str], titles: Mapping[str, str]) -> Row:
    rating, answer = _parts(row)
    said = _said(row, rating)
    return Row(
        number=row.question_id, excerpt=excerpt, said=said,
        is_bad=bool(rating and _is_bad(rating)) or bool(getattr(row, "is_false_closure", False)),
        reasons=", ".join(titles.get(code, code).lower() for code in rating.reasons) if rating else "",
        words=rating.comment if rating else "", source=rating.get_source_display() if rating else "",
        body=names.get((answer.body_id if answer else None) or 0, ""), at=_at(row, answer),
    )  # fmt: skip


def _parts(row: Any) -> tuple[Rating | None, Any]:
    if isinstance(row, Rating):
        return row, row.answer
    if isinstance(row, Talk | Reopening):
        return row.rating, row.answer
    return None, row


def _said(row: Any, rating: Rating | None) -> str:
    if isinstance(row, Talk) and rating is None:
        return _CHECKED.get(row.is_false_closure, "") or str(row.get_state_display())
    if rating is None:
        return str(row.get_outcome_display()) if hasattr(row, "get_outcome_display") else ""
    if rating.source == Rating.Source.COMMENT:
        return TONES.get(rating.tone, "—")
    return ratings.words_of(rating)


def _is_bad(rating: Rating) -> bool:
    is_low = rating.stars is not None and rating.stars <= queries.LOW_STARS
    return is_low or rating.is_solved is False or (rating.source == Rating.Source.COMMENT and rating.tone == "negative")


def _at(row: Any, answer: Any) -> datetime | None:
    if isinstance(row, Talk):
        return row.done_at
    return row.at if isinstance(row, Rating | Reopening) else answer.published_at


def _wanted(query: Mapping[str, str]) -> Wanted:
    what, source, body = query.get("what", ""), query.get("source", ""), query.get("body", "")
    reason, kind = query.get("reason", "").replace("\x00", "")[:40], query.get("kind", "")
    return Wanted(
        source=source if source in Rating.Source.values else "", what=what if what in WHATS else "answered",
        body_id=int(body) if body.isdecimal() and len(body) < 18 else None, reason=reason,
        kind=kind if kind in Survey.Kind.values else "",
    )  # fmt: skip


def _chips(wanted: Wanted, names: Mapping[int, str], titles: Mapping[str, str]) -> tuple[str, ...]:
    told = (
        Rating.Source(wanted.source).label.lower() if wanted.source else "",
        Survey.Kind(wanted.kind).label.lower() if wanted.kind else "",
        names.get(wanted.body_id or 0, f"орган {number(wanted.body_id)}") if wanted.body_id else "",
        f"причина: {titles.get(wanted.reason, wanted.reason).lower()}" if wanted.reason else "",
    )
    return tuple(chip for chip in told if chip)


def _more(query: Mapping[str, str], after: int) -> str:
    kept = {name: value for name, value in query.items() if name != "after"}
    return f"{reverse('satisfaction_rows')}?{urlencode({**kept, 'after': after})}"
