"""Questions of a list of control: what each is about, whose, by when, and why it is likely to be late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from otklik.deadlines.foretold import Foretold
from otklik.facts.models import Fact
from otklik.screens.operator.names import Names
from otklik.screens.operator.rows import due_tone


@dataclass(frozen=True, slots=True)
class Line:
    """One question; `chance` in whole per cent, `due_at` the term or the promise that the list is about."""

    id: int
    version: int
    excerpt: str
    topic: str
    body: str
    due_at: datetime | None
    tone: str
    chance: int
    reasons: tuple[str, ...]


def promised(facts: Sequence[Fact], names: Names, *, now: datetime) -> tuple[Line, ...]:
    """Questions by what was promised."""
    return tuple(_line(fact, fact.promise_due_at, names, None, now) for fact in facts)


def likely(
    facts: Sequence[Fact], names: Names, foretold: Mapping[int, Foretold], *, now: datetime
) -> tuple[Line, ...]:  # fmt: skip
    """Questions by their term, with what the forecast says."""
    return tuple(_line(fact, fact.due_at, names, foretold.get(fact.question_id), now) for fact in facts)


def _line(fact: Fact, due_at: datetime | None, names: Names, said: Foretold | None, now: datetime) -> Line:
    return Line(
        id=fact.question_id,
        version=fact.version,
        excerpt=fact.excerpt,
        topic=names.topic(fact.topic_code) if fact.topic_code else "",
        body=names.body(fact.body_id),
        due_at=due_at,
        tone=due_tone(due_at, now),
        chance=round(100 * (fact.risk or 0)),
        reasons=said.reasons if said else (),
    )
