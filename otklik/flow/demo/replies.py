"""What the executors of the demo answer and what authors say of it, with the truth about each."""

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils.formats import date_format

from otklik.answers.models import Answer
from otklik.flow.demo import skill, tables

Outcome = Answer.Outcome
_OUTCOMES = ((Outcome.SOLVED, 45), (Outcome.EXPLAINED, 30), (Outcome.PLANNED, 20), (Outcome.REFUSED, 5))
ONE_TEXT = "housing-inspection"
"""This body answers everybody with one and the same text."""
RESPONSE_SHARE = {"api": 0.4, "incident": 0.18, "operator": 0.1}
"""How many authors say what they think of an answer, by channel."""
UNHAPPY_SPEAK_MORE = 1.8


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer and what is true of it; `form` is the text before its days are filled in."""

    text: str
    form: str
    outcome: str
    promised: date | None
    is_formal: bool
    is_solved: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What an author says of an answer, and when; stars 1..5."""

    stars: int
    is_solved: bool
    comment: str
    at: datetime


def reply(body: str, group: str, at: datetime, chance: random.Random) -> Reply:
    """An answer of a body to a question of a group of topics, given at that moment."""
    worth = skill.of(body)
    is_formal = body == ONE_TEXT or chance.random() < worth.formal
    outcome = chance.choices([code for code, _ in _OUTCOMES], [weight for _, weight in _OUTCOMES])[0]
    forms = _forms("formal" if is_formal else "good", outcome, group)
    form = forms[0] if body == ONE_TEXT else chance.choice(forms)
    promised = (at + timedelta(days=chance.randint(4, 40))).date() if "{day}" in form else None
    done = (at - timedelta(days=chance.randint(0, 2))).date()
    text = form.format(done=_day(done), day=_day(promised) if promised else "")
    is_solved = outcome in (Outcome.SOLVED, Outcome.PLANNED) and chance.random() >= worth.false_closure
    return Reply(text, form, outcome, promised, is_formal, is_solved)


def said(given: Reply, channel: str, at: datetime, chance: random.Random) -> Said | None:
    """What the author says of the answer, None where they keep silent."""
    is_pleased = given.is_solved or (given.outcome == Outcome.EXPLAINED and not given.is_formal)
    share = RESPONSE_SHARE.get(channel, 0.15) * (1 if is_pleased else UNHAPPY_SPEAK_MORE)
    if chance.random() >= share:
        return None
    stars = chance.choices((5, 4, 3), (6, 3, 1))[0] if is_pleased else chance.choices((1, 2, 3), (6, 3, 1))[0]
    comment = chance.choice(_comments("good" if stars > 3 else "fair" if stars == 3 else "bad"))
    is_told = chance.random() < 0.6
    return Said(stars, is_pleased, comment if is_told else "", at + timedelta(hours=chance.uniform(1, 72)))


def mended(given: Reply) -> Reply:
    """The same answer where the second time the matter is solved in truth."""
    return replace(given, is_solved=True)


@lru_cache(maxsize=256)
def _forms(quality: str, outcome: str, group: str) -> tuple[str, ...]:
    """Texts of a quality and outcome: those of the group and those for any; of another outcome where there are none."""
    rows = [row for row in tables.rows("replies") if row["quality"] == quality]
    near = [row["text"] for row in rows if row["outcome"] == outcome and row["group"] in ("", group)]
    return tuple(near or [row["text"] for row in rows if row["group"] in ("", group)])


@lru_cache(maxsize=4)
def _comments(kind: str) -> tuple[str, ...]:
    return tuple(row["text"] for row in tables.rows("comments") if row["kind"] == kind)


def _day(day: date) -> str:
    return date_format(day, "j E")
