"""What people say of the answers of a period: each source by itself, never mixed, its response beside its score."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from otklik.answers.models import Answer
from otklik.satisfaction import intervals, ratings
from otklik.satisfaction.intervals import Share, Stratum
from otklik.satisfaction.models import Rating, Reopening, Survey, Talk

Source = Rating.Source
Visible = QuerySet | None
LOW_STARS = 2
_TALKED = (Talk.State.DONE, Talk.State.REFUSED, Talk.State.UNREACHED)
_BY_TALK = {Source.PHONE: Survey.Kind.POLL, Source.CONTROL: Survey.Kind.CONTROL}
LOW = Q(stars__lte=LOW_STARS) | Q(is_solved=False)
"""What is called a bad verdict on the pages."""
_WHATS = {
    "answered": Q(), "stars": Q(stars__isnull=False), "good": Q(stars__gte=ratings.GOOD_STARS),
    "said": Q(is_solved__isnull=False), "solved": Q(is_solved=True), "unsolved": Q(is_solved=False), "low": LOW,
    "negative": Q(tone="negative"), "kind": Q(tone__in=("positive", "thanks")), "words": ~Q(comment=""),
}  # fmt: skip
_CHECKED = {"checked": Q(is_false_closure__isnull=False), "false": Q(is_false_closure=True)}
WHATS = (*_WHATS, *_CHECKED, "asked", "reopened")
"""What rows may be asked for: see `rows`."""


@dataclass(frozen=True, slots=True)
class Period:
    """Of which answers is spoken: published from `since` on and before `until`, in the questions of `visible`."""

    since: datetime
    until: datetime
    visible: Visible = None

    def answers(self) -> QuerySet[Answer]:
        """Final answers of the period."""
        found = Answer.objects.filter(
            state=Answer.State.PUBLISHED, kind=Answer.Kind.FINAL, published_at__gte=self.since,
            published_at__lt=self.until,
        )  # fmt: skip
        return found if self.visible is None else found.filter(question__in=self.visible)

    def of_answers(self) -> Q:
        """Rows whose `answer` is one of those."""
        found = Q(
            answer__state=Answer.State.PUBLISHED, answer__kind=Answer.Kind.FINAL, answer__published_at__gte=self.since,
            answer__published_at__lt=self.until,
        )  # fmt: skip
        return found if self.visible is None else found & Q(question__in=self.visible)


@dataclass(frozen=True, slots=True)
class Figure:
    """One source, of all or of one body: how many were asked and spoke, and what they said."""

    asked: int = 0
    answered: int = 0
    stars: int = 0
    stars_sum: int = 0
    good: int = 0
    said: int = 0
    solved: int = 0
    low: int = 0
    negative: int = 0
    kind: int = 0

    def __add__(self, other: "Figure") -> "Figure":
        return Figure(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    @property
    def response(self) -> float:
        """Of those asked, the share that spoke."""
        return self.answered / self.asked if self.asked else 0.0

    @property
    def mean(self) -> float | None:
        return self.stars_sum / self.stars if self.stars else None

    @property
    def good_share(self) -> Share:
        """Of those who gave stars, the share of fours and fives."""
        return intervals.share_of(self.good, self.stars)

    @property
    def solved_share(self) -> Share:
        """Of those who said whether it is solved, the share that said yes."""
        return intervals.share_of(self.solved, self.said)


@dataclass(frozen=True, slots=True)
class Picture:
    """All figures of a period: by source, by source and body; answers, reopenings and reasons beside them."""

    answers: int
    by_source: Mapping[str, Figure]
    by_body: Mapping[tuple[str, int], Figure]
    answers_by_body: Mapping[int, int]
    reopened_by_body: Mapping[int, int]
    reasons: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def reopened(self) -> int:
        return sum(self.reopened_by_body.values())


@dataclass(frozen=True, slots=True)
class FalseClosures:
    """Of answers «решено» whose authors were called or whose places were visited: those that were not solved."""

    kind: str
    by_body: Mapping[int, Stratum]

    @property
    def all(self) -> Share:
        """Of all bodies together, each by its number of answers «решено»."""
        return intervals.weighted(tuple(self.by_body.values()))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: of a source, of what, of a body, with a reason; empty is any. `kind` is that of a survey."""

    source: str = ""
    what: str = "answered"
    body_id: int | None = None
    reason: str = ""
    kind: str = ""


def satisfaction(period: Period) -> Picture:
    """All figures of a period. Seven queries, whatever its length."""
    answers = Counter(dict(_by_body(period.answers(), "body")))
    asked = _asked(period, answers)
    told = {(row["source"], row["answer__body"] or 0): _figure(row) for row in _counted(period)}
    keys = {*told, *((source, body) for source, bodies in asked.items() for body in bodies)}
    by_body = {key: _with_asked(told.get(key, Figure()), asked.get(key[0], {}).get(key[1], 0)) for key in keys}
    by_source = {
        source.value: sum((figure for key, figure in by_body.items() if key[0] == source), Figure())
        for source in Source
    }
    opened = Reopening.objects.filter(period.of_answers())
    return Picture(
        answers=answers.total(), by_source=by_source, by_body=by_body, answers_by_body=answers,
        reopened_by_body=dict(_by_body(opened, "answer__body")), reasons=_reasons(period),
    )  # fmt: skip


def false_closures(period: Period) -> tuple[FalseClosures, ...]:
    """By kind of survey, where anybody was asked: control calls, visits and polls are not mixed. Two queries."""
    solved = dict(_by_body(period.answers().filter(outcome=Answer.Outcome.SOLVED), "body"))
    talks = Talk.objects.filter(period.of_answers(), state=Talk.State.DONE, is_false_closure__isnull=False)
    rows = talks.values_list("survey__kind", "body").annotate(
        hits=Count("pk", filter=Q(is_false_closure=True)), n=Count("pk")
    )
    found: dict[str, dict[int, Stratum]] = {}
    for kind, body, hits, n in rows.order_by():
        found.setdefault(kind, {})[body] = Stratum(hits, n, max(solved.get(body, 0), n))
    return tuple(FalseClosures(kind, found[kind]) for kind in Survey.Kind.values if kind in found)


def rows(period: Period, wanted: Wanted, *, after: int | None, limit: int) -> list[Any]:
    """Ratings behind a figure, the newest first, from below `after`; one more than `limit` where there are more.

    `what` is one of WHATS; «asked» gives answers (talks where people are called), «reopened» reopenings, «checked» and
    «false» talks: each has `question_id`, `answer`, `pk`.
    """
    found = _rows(period, wanted)
    if after:
        found = found.filter(pk__lt=after)
    return list(found.order_by("-pk")[: limit + 1])


def counted_rows(period: Period, wanted: Wanted) -> int:
    """How many rows stand behind a figure."""
    return _rows(period, wanted).count()


def of_question(question_id: int) -> list[Rating]:
    """Everything that was said of the answers of a question, the earliest first."""
    return list(Rating.objects.filter(question=question_id).select_related("answer", "by").order_by("pk"))


def _rows(period: Period, wanted: Wanted) -> QuerySet[Any]:
    if wanted.what == "asked":
        return _asked_rows(period, wanted)
    if wanted.what == "reopened":
        opened = Reopening.objects.filter(period.of_answers()).select_related("answer", "rating")
        return opened.filter(answer__body=wanted.body_id) if wanted.body_id else opened
    if wanted.what in _CHECKED:
        return _checked_rows(period, wanted)
    found = Rating.objects.filter(period.of_answers(), _WHATS[wanted.what]).select_related("answer", "question")
    if wanted.source:
        found = found.filter(source=wanted.source)
    if wanted.body_id:
        found = found.filter(answer__body=wanted.body_id)
    if wanted.reason:
        # A code is no part of another in quotes; JSON lists have no index to ask by on SQLite.
        found = found.filter(reasons__icontains=f'"{wanted.reason}"')
    return found


def _checked_rows(period: Period, wanted: Wanted) -> QuerySet[Talk]:
    talks = Talk.objects.filter(period.of_answers(), _CHECKED[wanted.what], state=Talk.State.DONE)
    narrow = {"survey__kind": wanted.kind, "body": wanted.body_id}
    talks = talks.filter(**{name: value for name, value in narrow.items() if value})
    return talks.select_related("answer", "rating")


def _asked_rows(period: Period, wanted: Wanted) -> QuerySet[Any]:
    if kind := _BY_TALK.get(Source(wanted.source)) if wanted.source else None:
        talks = Talk.objects.filter(period.of_answers(), survey__kind=kind, state__in=_TALKED)
        talks = talks.select_related("answer", "rating")
        return talks.filter(answer__body=wanted.body_id) if wanted.body_id else talks
    found = period.answers()
    if wanted.source == Source.CHANNEL:
        found = found.filter(question__appeal__channel__in=_rating_channels())
    return found.filter(body=wanted.body_id) if wanted.body_id else found


def _asked(period: Period, answers: Mapping[int, int]) -> dict[str, dict[int, int]]:
    """By source and body, who could speak: the link stands in every answer, calls are made to those drawn."""
    asked: dict[str, dict[int, int]] = {Source.PAGE: dict(answers), Source.COMMENT: dict(answers)}
    if channels := _rating_channels():
        found = period.answers().filter(question__appeal__channel__in=channels)
        asked[Source.CHANNEL] = dict(_by_body(found, "body"))
    sources = {kind: source for source, kind in _BY_TALK.items()}
    talks = Talk.objects.filter(period.of_answers(), survey__kind__in=sources, state__in=_TALKED)
    rows = talks.values_list("survey__kind", "answer__body").annotate(times=Count("pk")).order_by()
    for kind, body, times in rows:
        asked.setdefault(sources[kind], {})[body or 0] = times
    return asked


def _rating_channels() -> list[str]:
    """Channels whose systems let people rate there."""
    return list(
        Rating.objects.filter(source=Source.CHANNEL)
        .values_list("question__appeal__channel", flat=True)
        .distinct()
        .order_by()
    )


def _by_body(found: QuerySet[Any], name: str) -> list[tuple[int, int]]:
    counted = found.order_by().values_list(name).annotate(times=Count("pk"))
    return [(body or 0, times) for body, times in counted]


def _counted(period: Period) -> QuerySet[Any]:
    """Counts by source and body. A group by a column that is null gives one row: of answers without a body."""
    grouped = Rating.objects.filter(period.of_answers()).values("source", "answer__body").order_by()
    return grouped.annotate(
        answered=Count("pk"), given=Count("stars"), stars_sum=Sum("stars", default=0),
        good=Count("pk", filter=_WHATS["good"]), said=Count("is_solved"),
        yes=Count("pk", filter=_WHATS["solved"]), low=Count("pk", filter=LOW),
        negative=Count("pk", filter=_WHATS["negative"]), kind=Count("pk", filter=_WHATS["kind"]),
    )  # fmt: skip


def _figure(row: Mapping[str, Any]) -> Figure:
    return Figure(
        answered=row["answered"], stars=row["given"], stars_sum=row["stars_sum"], good=row["good"], said=row["said"],
        solved=row["yes"], low=row["low"], negative=row["negative"], kind=row["kind"],
    )  # fmt: skip


def _with_asked(figure: Figure, asked: int) -> Figure:
    # Whoever spoke was asked, whatever the rows of talks say: a survey may have been cut short.
    return figure + Figure(asked=max(asked, figure.answered))


def _reasons(period: Period) -> dict[tuple[str, str], int]:
    kept = Rating.objects.filter(period.of_answers()).exclude(reasons=[]).values_list("source", F("reasons"))
    return dict(Counter((source, code) for source, codes in kept for code in codes))
