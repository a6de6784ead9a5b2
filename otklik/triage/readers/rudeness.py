"""Is the writer rude, apart from displeased: obscene words, insults, threats, and where they stand."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from otklik.appeals.cutting import SPELLED, Cut, Cuts, Table
from otklik.appeals.text import LONGEST_READ
from otklik.triage.reader import Reader
from otklik.triage.topics.features import MOST_WORDS
from otklik.triage.words.phrasebook import Found, PhraseBook

KINDS = {"obscene": "брань", "insult": "оскорбление", "threat": "угроза"}
FILES = Path(__file__).parents[1] / "readers_data" / "rudeness"

RUDE_FROM = 0.5

_DOG = frozenset(("собака", "собаки", "собак", "собаку", "щенки", "щенками", "щенков", "кобель", "стерилизация"))
_VEILED = re.compile(
    r"(?<!\w)(?:на|по|о|за|от|до)?(?:[бпхжг]|еб?|бля?|пи|пизд?|пид|ху|хе|сук?|муд?|жо|гов?|долб?)[@*#$]+[а-яё]"
    r"[@*#$а-яё]*"
    r"|(?<!\w)(?:бля?|пизд?|ху|еб|сук)[@*#$]+(?!\w)|(?<!\w)[бх]\.{2,3}(?:ь|дь|ть|й|я|н)(?!\w)"
    r"|(?<!\w)них\. ?я(?!\w)|(?<!\w)на ?х\.{2,9}|\$у(?:к|ч)[а-яё]+",
    re.IGNORECASE,
)
_VEILED_WEIGHT = 0.8
_OWN = frozenset(("как", "мы", "нас", "нам", "нами", "я"))
"""«Нас держат за дураков», «ходим как идиоты»: said of oneself shortly before, an insult is no rudeness."""


@dataclass(frozen=True, slots=True)
class RudeWord:
    """A rude place of the text: `kind` of KINDS, `start` and `end` in characters."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RudenessReading:
    """`confidence` that the text is rude, 0 to 1; `rude` from RUDE_FROM; all rude `places` in order, mild ones too."""

    rude: bool
    confidence: float
    places: tuple[RudeWord, ...]


@dataclass(frozen=True, slots=True)
class _Pattern:
    kind: str
    weight: float
    form: re.Pattern[str]
    unless: re.Pattern[str] | None


_POLITE = RudenessReading(False, 0.0, ())


class RudeWords:
    """The table of rude words; each word is compared once and remembered."""

    def __init__(self, path: Path) -> None:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader((line for line in file if not line.startswith("#")), delimiter=";")
            self._patterns = [_pattern(row) for row in rows]
        self._any = re.compile("|".join(f"(?:{pattern.form.pattern})" for pattern in self._patterns))
        self._rude = Table(self._are_rude, SPELLED)

    def among(self, texts: Sequence[str]) -> dict[int, list[tuple[int, str, float]]]:
        """Place, kind and weight of each rude word of each text that has any."""
        cuts = Cuts.of(texts)
        rows = cuts.rows.first(MOST_WORDS)
        rude = self._rude.over(cuts.vocabulary)[rows.flat]
        return {at: list(self._told(cuts.spelled(at)[:MOST_WORDS])) for at in np.unique(rows.row[rude]).tolist()}

    def _told(self, text: Sequence[str]) -> Iterator[tuple[int, str, float]]:
        about_dogs = not _DOG.isdisjoint(text)
        for place, word in enumerate(text):
            pattern = self._pattern_of(word)
            if pattern and not (about_dogs and word.startswith("сук")) and not _is_own(pattern, text, place):
                yield place, pattern.kind, pattern.weight

    def _pattern_of(self, word: str) -> _Pattern | None:
        if not self._any.fullmatch(word):
            return None
        for pattern in self._patterns:
            if pattern.form.fullmatch(word) and not (pattern.unless and pattern.unless.fullmatch(word)):
                return pattern
        return None

    def _are_rude(self, words: Sequence[str]) -> NDArray[np.bool_]:
        return np.array([self._pattern_of(word) is not None for word in words], bool)


def _is_own(pattern: _Pattern, text: Sequence[str], place: int) -> bool:
    return pattern.kind == "insult" and not _OWN.isdisjoint(text[max(0, place - 2) : place])


def _pattern(row: dict[str, str]) -> _Pattern:
    unless = re.compile(row["unless"]) if row["unless"] else None
    return _Pattern(row["kind"], float(row["weight"]), re.compile(row["pattern"]), unless)


@lru_cache(maxsize=1)
def _rude_words() -> RudeWords:
    return RudeWords(FILES / "words.csv")


@lru_cache(maxsize=1)
def _book() -> PhraseBook:
    return PhraseBook.load(FILES / "phrases.csv")


def _read(texts: Sequence[str]) -> list[RudenessReading]:
    cuts = Cuts.of(texts)
    rude = _rude_words().among(cuts)
    return [
        _reading(cut, rude.get(at, ()), found)
        for at, (cut, found) in enumerate(zip(cuts.cuts, _book().find(cuts), strict=True))
    ]


def _reading(cut: Cut, rude: Sequence[tuple[int, str, float]], found: Sequence[Found]) -> RudenessReading:
    veiled = tuple(_veiled(cut.text))
    if not (rude or found or veiled):
        return _POLITE
    met: list[tuple[tuple[int, ...], str, float]] = [((place,), kind, weight) for place, kind, weight in rude]
    met += [(one.places, one.phrase.label, float(one.phrase.weight)) for one in found]
    # The same mild word said twice is not ruder than once.
    weights = {tuple(cut.pieces[2 * at + 1].lower() for at in numbers): weight for numbers, _, weight in met}
    polite = (1 - _VEILED_WEIGHT) ** len(veiled)
    for weight in weights.values():
        polite *= 1 - weight
    places = {RudeWord(kind, *span) for numbers, kind, _ in met for span in cut.spans(numbers)}
    in_order = sorted(places.union(veiled), key=lambda word: (word.start, word.end, word.kind))
    return RudenessReading(1 - polite >= RUDE_FROM, round(1 - polite, 3), tuple(in_order))


def _veiled(text: str) -> Iterator[RudeWord]:
    """Words with letters put out: б***ь, х@й."""
    if "*" in text or "@" in text or "#" in text or "$" in text or ".." in text:
        for match in _VEILED.finditer(text[:LONGEST_READ]):
            yield RudeWord("obscene", *match.span())


READER = Reader(
    code="rudeness",
    title="Грубость",
    why="Чтобы брань и угрозы не попадали в ответы и выгрузки, а жалобу без грубости не путали с ними",
    read=_read,
)
