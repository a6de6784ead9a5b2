"""Danger to life, fire, gas, a child, suicide, an outage: what a person must see at once, and the words that say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from otklik.appeals.cutting import Cut, Cuts
from otklik.triage.reader import Reader
from otklik.triage.topics.linear import LinearModel
from otklik.triage.words.phrasebook import Found, PhraseBook

LEVELS = ("none", "soon", "now")
KINDS = {
    "life": "угроза жизни или здоровью",
    "fire": "пожар",
    "gas": "газ",
    "child": "ребёнок в опасности",
    "suicide": "угроза самоубийства",
    "outage": "нет воды, тепла, света или газа",
    "hazard": "открытый люк, провод, обрушение, собаки",
    "violence": "насилие",
    "likely": "так решила машина, слов опасности нет",
}
FILES = Path(__file__).parents[1] / "readers_data" / "urgency"

MODEL_ALONE = -0.5
"""Log-odds from which the model is believed where no phrase is met: low, because a missed danger costs most.

Raised when the phrases came to know what the model alone had found, three of four times wrongly."""


@dataclass(frozen=True, slots=True)
class UrgentWords:
    """Words that decided: `kind` of KINDS, `level` of LEVELS, and `spans` (start, end) in the text, in order."""

    kind: str
    level: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class UrgencyReading:
    """`level` is the highest of `reasons`; `kinds` in order of the reasons, the kinds of `now` first.

    The kind `likely` alone means that only the model found it urgent: there are no words to show.
    """

    level: str
    kinds: tuple[str, ...]
    reasons: tuple[UrgentWords, ...]


_CALM = UrgencyReading("none", (), ())
_LIKELY = UrgencyReading("soon", ("likely",), ())


@lru_cache(maxsize=1)
def _book() -> PhraseBook:
    return PhraseBook.load(FILES / "phrases.csv")


@lru_cache(maxsize=1)
def _model() -> LinearModel:
    return LinearModel.load(FILES / "model.npz")


def _read(texts: Sequence[str]) -> list[UrgencyReading]:
    if not texts:
        return []
    cuts = Cuts.of(texts)
    scores = _model().scores(cuts)
    likely = (scores[:, 1] - scores[:, 0] > MODEL_ALONE).tolist()
    readings = []
    for cut, found, alone in zip(cuts.cuts, _book().find(cuts), likely, strict=True):
        readings.append(_reading(cut, found) if found else _LIKELY if alone and cut.numbers else _CALM)
    return readings


def _reading(cut: Cut, found: Sequence[Found]) -> UrgencyReading:
    met = sorted(found, key=lambda one: one.phrase.weight != "now")
    by_kind: dict[str, UrgentWords] = {}
    for one in met:
        kind, level = one.phrase.label, one.phrase.weight
        if kind not in by_kind:
            by_kind[kind] = UrgentWords(kind, level, cut.spans(one.places))
    return UrgencyReading(met[0].phrase.weight, tuple(by_kind), tuple(by_kind.values()))


READER = Reader(
    code="urgency",
    title="Срочность",
    why="Чтобы угрозу жизни человек увидел в первую же минуту, раньше всех остальных вопросов",
    read=_read,
)
