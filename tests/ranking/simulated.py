"""An invented region with a known truth: how good each body is, how hard each topic and each question."""

from dataclasses import dataclass, replace

import numpy as np

from otklik.ranking import standings
from otklik.ranking.components import values
from otklik.ranking.evidence import Evidence
from otklik.ranking.leagues import Entrant
from otklik.ranking.rules import BODY, Standing
from otklik.ranking.seeded import FIRST
from otklik.ranking.summary import summed

TERM_H = 240.0


@dataclass(frozen=True)
class Region:
    """Columns of facts (see `components.values`), their keys, the true worth of each body, how easy each question."""

    columns: dict
    keys: dict
    truth: np.ndarray
    ease: np.ndarray

    @property
    def bodies(self) -> int:
        return len(self.truth)

    def of(self, body: int) -> np.ndarray:
        return self.keys["subject"] == body

    def evidence(self) -> Evidence:
        names = tuple(str(number) for number in range(self.bodies))
        groups = tuple(f"im.{number:02d}" for number in range(1, 2 + int(self.keys["group"].max(initial=0))))
        told = {name: column for name, column in self.columns.items() if name != "said_solved"}
        return Evidence(names, groups, values=values(told), **self.keys)

    def entrants(self) -> dict:
        return {str(number): Entrant(BODY, str(number), f"body-{number}", f"Орган {number}", "regional")
                for number in range(self.bodies)}  # fmt: skip

    def plus(self, other: "Region") -> "Region":
        """With the questions of another one of the same bodies."""
        columns, keys = (_joined(getattr(self, name), getattr(other, name)) for name in ("columns", "keys"))
        return replace(self, columns=columns, keys=keys, ease=np.concatenate([self.ease, other.ease]))

    def only(self, kept: np.ndarray) -> "Region":
        """Those questions; an array of numbers may name one several times."""
        columns, keys = ({name: column[kept] for name, column in one.items()} for one in (self.columns, self.keys))
        return replace(self, columns=columns, keys=keys, ease=self.ease[kept])

    def changed(self, where: np.ndarray, **found: object) -> "Region":
        """With other values in columns or keys of those questions."""
        made = {name: column.copy() for name, column in {**self.columns, **self.keys}.items()}
        for name, value in found.items():
            made[name][where] = value
        columns, keys = ({name: made[name] for name in one} for one in (self.columns, self.keys))
        return replace(self, columns=columns, keys=keys)

    def standing(self, body: int) -> Standing:
        made = self.evidence()
        return standings.count(summed(made, FIRST), FIRST, self.entrants()).explanations[str(body)].standing

    def scores(self) -> np.ndarray:
        """By the ranking, of each body; of all, few as their questions may be."""
        formula = replace(FIRST, minimum=2)
        rows = standings.ordered(summed(self.evidence(), formula), formula, self.entrants())
        found = {int(row.subject.key): row.score for row in rows}
        return np.array([found.get(body, np.nan) for body in range(self.bodies)])

    def plain(self) -> np.ndarray:
        """The plain average of shares by body: in time, good ratings of those who rated, solved by its own words."""
        columns, answered = self.columns, self.columns["is_answered"]
        rated = ~np.isnan(columns["stars"])
        shares = [
            [hit[base & self.of(body)].mean() if (base & self.of(body)).any() else 0.5 for body in range(self.bodies)]
            for hit, base in (
                (columns["late_hours"] <= 0, answered), (columns["stars"] >= 4, rated),
                (columns["said_solved"] == 1, answered),
            )
        ]  # fmt: skip
        return 100 * np.mean(shares, axis=0)


def region(
    seed: int, *, bodies: int = 12, questions: int = 4000, groups: int = 10, mixed: float = 1.5, spread: float = 0.12
) -> Region:
    """`mixed`: how unlike the topics of bodies are; in a hard topic all do worse. Sizes differ about tenfold."""
    dice = np.random.default_rng(seed)
    truth = np.clip(dice.normal(0.7, spread, bodies), 0.2, 0.95)
    hard, sizes = dice.normal(0, 0.15, groups), dice.dirichlet(np.full(bodies, 1.5))
    mix = np.exp(dice.normal(0, mixed, (bodies, groups)))
    subject = dice.choice(bodies, questions, p=sizes)
    order = (mix / mix.sum(axis=1, keepdims=True)).cumsum(axis=1)
    group = (dice.random(questions)[:, None] > order[subject]).sum(axis=1).clip(0, groups - 1)
    ease = dice.normal(0, 0.1, questions)
    return lived(truth, subject, group, hard[group] + ease, dice)


def lived(
    truth: np.ndarray, subject: np.ndarray, group: np.ndarray, ease: np.ndarray, dice: np.random.Generator,
    *, first: int = 1,
) -> Region:  # fmt: skip
    """Questions numbered from `first`, answered as well as the body does and the question lets: the better, the less

    is late, empty, contested or left.
    """
    worth, size = np.clip(truth[subject] + ease, 0.03, 0.97), len(subject)

    def chance(share: np.ndarray | float) -> np.ndarray:
        return dice.random(size) < share

    answered, formal, late = chance(1 - 0.3 * (1 - worth)), chance(0.7 * (1 - worth)), chance(0.6 * (1 - worth))
    solved = chance(worth) & ~formal
    hours = np.where(late, TERM_H + dice.exponential(60, size), TERM_H * dice.beta(2, 2, size))
    promised = chance(0.2)
    broken = promised & chance(0.8 * (1 - worth))
    columns = {
        "is_answered": answered, "is_replied": answered, "is_joined": np.zeros(size, dtype=bool),
        "score": np.where(formal, dice.beta(8, 2, size), dice.beta(2, 8, size)),
        "returns": chance(0.4 * (1 - worth)).astype(float), "transfers": np.zeros(size),
        "hours": np.where(answered, hours, np.nan), "late_hours": np.where(answered, hours - TERM_H, np.nan),
        **verdicts(solved, answered, dice), "is_repeated": chance(0.1 * (1 - worth)),
        "kept": (promised & ~broken).astype(float), "broken": broken.astype(float),
        "said_solved": (solved | chance(0.7)).astype(float),
    }  # fmt: skip
    return Region(columns, _keys(subject, group, dice, first), truth, ease)


def verdicts(solved: np.ndarray, answered: np.ndarray, dice: np.random.Generator) -> dict:
    """What authors say: few, the unhappy oftener; half of those open the question again."""
    size = len(solved)
    speaks = (dice.random(size) < 0.18 * np.where(solved, 1, 1.8)) & answered
    stars = np.where(solved, dice.choice([4.0, 5.0], size), dice.choice([1.0, 2.0], size))
    again = speaks & ~solved & (dice.random(size) < 0.5)
    return {
        "stars": np.where(speaks, stars, np.nan), "solved": np.where(speaks, solved, np.nan),
        "bad_verdicts": (speaks & ~solved).astype(float), "reopened": again.astype(float),
    }  # fmt: skip


def _keys(subject: np.ndarray, group: np.ndarray, dice: np.random.Generator, first: int) -> dict:
    size = len(subject)
    number = np.arange(first, first + size)
    return {
        "question": number, "appeal": number.copy(), "matter": number.copy(),
        "author": dice.integers(1, 10**9, size), "subject": subject.astype(np.int64), "group": group.astype(np.int64),
        "channel": dice.integers(0, 3, size), "urgency": np.zeros(size, dtype=np.int64),
        "is_handed": np.zeros(size, dtype=bool),
    }  # fmt: skip


def _joined(one: dict, two: dict) -> dict:
    return {name: np.concatenate([one[name], two[name]]) for name in one}
