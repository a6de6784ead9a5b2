"""What a ranking is made of: the formula with its weights and leagues, a place with its parts, why it is so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from otklik.indicators.rules import Period

LEVEL = 0.9
"""Intervals of scores and places hold with this chance; two whose order is less sure stand in one band."""
BODY, PLACE = "body", "place"
SUBJECTS = {BODY: "Органы", PLACE: "Муниципалитеты"}


class RankingError(ValueError):
    """A formula, a period or a subject that can't be ranked; the message says what to do (Russian)."""


class Part(StrEnum):
    """The four parts of a score, as the acts name them. Source: Амурская обл., 527, 3.1(3)."""

    QUANTITY = "quantity"
    QUALITY = "quality"
    SPEED = "speed"
    COMPLETENESS = "completeness"


PARTS: Mapping[str, str] = {
    Part.QUANTITY: "Количество", Part.QUALITY: "Качество", Part.SPEED: "Скорость", Part.COMPLETENESS: "Полнота",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Component:
    """One thing that a part is made of: 0..1 of each question, 1 is best; `lost` says in words what cost points."""

    code: str
    part: Part
    title: str
    counts: str
    lost: str


COMPONENTS: tuple[Component, ...] = (
    Component("handled", Part.QUANTITY, "Отвечено", "отвечено из того, чему пришёл срок; отписка — вполовину",
              "нет ответа, срок прошёл"),
    Component("substance", Part.QUALITY, "Ответ по существу", "насколько ответ не похож на отписку; без ответа — 0",
              "ответ похож на отписку"),
    Component("first_time", Part.QUALITY, "Ответ с первого раза", "ответ не возвращали на доработку",
              "ответ возвращали на доработку"),
    Component("one_hand", Part.QUALITY, "Без «пинг-понга»", "вопрос не передавали из органа в орган по кругу",
              "вопрос передавали из органа в орган"),
    Component("in_time", Part.SPEED, "В срок", "ответ дан до конца срока", "ответ опоздал"),
    Component("lateness", Part.SPEED, "Размер опоздания", "1 — в срок; за каждые трое суток опоздания — втрое меньше",
              "ответ сильно опоздал"),
    Component("haste", Part.SPEED, "Запас срока",
              "какая доля срока осталась; засчитывается, только если ответ по существу и принят",
              "ответ в самый конец срока или быстрый, но пустой"),
    Component("accepted", Part.COMPLETENESS, "Автор не возразил", "не сказано «не решено» и нет оценки 1–2",
              "автор сказал, что не решено"),
    Component("settled", Part.COMPLETENESS, "Решено с первого раза", "вопрос не открыт снова, автор не пишет повторно",
              "вопрос открыт снова или автор написал повторно"),
    Component("promises", Part.COMPLETENESS, "Обещания", "доля выполненных обещаний, срок которых прошёл",
              "обещание не выполнено"),
)  # fmt: skip
CODES: tuple[str, ...] = tuple(one.code for one in COMPONENTS)
BY_CODE: Mapping[str, Component] = {one.code: one for one in COMPONENTS}


@dataclass(frozen=True, slots=True)
class Weight:
    """Percent of a part in the score, or of a component in its part; why so many (Russian)."""

    code: str
    percent: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class League:
    """Who is compared with whom: bodies of these kinds, or municipalities with so many people.

    `people_from` is in, `people_below` is out; None: no upper bound. Both are of places only.
    """

    code: str
    title: str
    subjects: str
    body_kinds: tuple[str, ...] = ()
    people_from: int = 0
    people_below: int | None = None


@dataclass(frozen=True, slots=True)
class Formula:
    """All that a region chooses of a ranking; a version is never changed, a new one has the next number."""

    number: int
    parts: tuple[Weight, ...]
    components: tuple[Weight, ...]
    leagues: tuple[League, ...]
    # Fewer questions than this are listed apart.
    minimum: int
    valid_from: date
    why: str
    by: str = ""
    created_at: datetime | None = None

    def part(self, code: str) -> float:
        """The share of a part in the score, 0..1."""
        return next((one.percent / 100 for one in self.parts if one.code == code), 0.0)

    def component(self, code: str) -> float:
        """The share of a component in its part, 0..1."""
        return next((one.percent / 100 for one in self.components if one.code == code), 0.0)


@dataclass(frozen=True, slots=True)
class Subject:
    """Who has a place: `key` is the number of a body or the ОКТМО of a municipality, `code` is for addresses."""

    kind: str
    key: str
    code: str
    title: str
    league: str = ""


@dataclass(frozen=True, slots=True)
class PartFigure:
    """One part of a score, 0..1. `own` is as counted, `expected` what others get with such questions.

    `value` is own beside expected, drawn to the mean of the league by `credibility` (1: not at all; the same in all
    parts); `points` is what the part adds to the score above the mean of the league, of 100.
    """

    code: str
    value: float
    low: float
    high: float
    own: float
    expected: float
    credibility: float
    points: float
    n: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The place of one subject. Scores are of 100; `place` 1 is best; `band` numbers those that can't be told apart.

    Not ranked: place, range and band are 0 and `why_not` tells why. `change` is of the score, `place_before` of the
    period before; None: it had none then.
    """

    subject: Subject
    n: int
    score: float
    low: float
    high: float
    parts: tuple[PartFigure, ...]
    is_ranked: bool
    why_not: str = ""
    place: int = 0
    place_low: int = 0
    place_high: int = 0
    band: int = 0
    change: float | None = None
    place_before: int | None = None


@dataclass(frozen=True, slots=True)
class LeagueTable:
    """A league in order: ranked ones by place, then those of too few questions apart. `mean` is of ranked scores."""

    league: League
    mean: float
    ranked: tuple[Standing, ...]
    apart: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """All leagues of a period. `key` names the period: 2026-10, 2026-W43, 2026-10-05..2026-10-20.

    `as_of` is up to when what happened is counted, `digest` is of the evidence; a published one is never recounted.
    """

    key: str
    period: Period
    formula: Formula
    as_of: datetime | None
    digest: str
    is_published: bool
    leagues: tuple[LeagueTable, ...]

    def standing(self, kind: str, key: str) -> Standing | None:
        """The standing of one subject, None where it has no question in the period."""
        rows = (row for table in self.leagues for row in (*table.ranked, *table.apart))
        return next((row for row in rows if (row.subject.kind, row.subject.key) == (kind, key)), None)


@dataclass(frozen=True, slots=True)
class TopicShare:
    """What the questions of a group of topics add to the score above the mean of the league; `parts` add up to it."""

    group: str
    n: int
    points: float
    parts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Cost:
    """A question that cost much: `points` below zero, and why in words (Russian)."""

    question_id: int
    group: str
    points: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a place is so: points of `topics` add up to the score less the `mean` of the league, those of parts too."""

    key: str
    standing: Standing
    league: League
    mean: float
    topics: tuple[TopicShare, ...]
    costs: tuple[Cost, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """Where somebody stands by one formula and by another; 0: not ranked there."""

    subject: Subject
    place: int
    new_place: int
    score: float
    new_score: float


@dataclass(frozen=True, slots=True)
class WeightEffect:
    """What five percent more of one part, taken from the others evenly, would do: all moves, the farthest first."""

    code: str
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What another formula would do to the places of a period; `weights` tell the same of each part alone."""

    key: str
    formula: Formula
    moves: tuple[Move, ...]
    weights: tuple[WeightEffect, ...]
