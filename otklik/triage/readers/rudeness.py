"""Is the writer rude, apart from displeased: obscene words, insults, threats, and where they stand."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from otklik.appeals.text import LONGEST_READ
from otklik.triage.phrasebook import PhraseBook
from otklik.triage.reader import Reader
from otklik.triage.words import spans, words

KINDS = {"obscene": "брань", "insult": "оскорбление", "threat": "угроза"}
FILES = Path(__file__).parents[1] / "readers_data" / "rudeness"

RUDE_FROM = 0.5

_DOG = frozenset(("собака", "собаки", "собак", "собаку", "щенки", "щенками", "щенков", "кобель", "стерилизация"))
_VEILED = re.compile(
    r"(?<!\w)(?:на|по|о|за|от|до)?(?:[бпхжг]|еб?|бля?|пи|пизд?|пид|ху|хе|сук?|муд?|жо|гов?|долб?)[@*#$]+[а-яё]"
    r"[@*#$а-яё]*"
    r"|(?<!\w)(?:бля?|пизд?|ху|еб|сук)[@*#$]+(?!\w)|(?<!\w)[бх]\.{2,3}(?:ь|дь|ть|й|я|н)(?!\w)",
    re.IGNORECASE,
)
_VEILED_WEIGHT = 0.8
_WORDS_KEPT = 1 << 16


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
        self._known: set[str] = set()
        self._rude: dict[str, _Pattern] = {}

    def among(self, text: Sequence[str]) -> Iterator[tuple[int, str, float]]:
        """Number, kind and weight of each rude word."""
        present = set(text)
        if not present <= self._known:
            self._learn(present)
        if self._rude.keys().isdisjoint(present):
            return
        about_dogs = not _DOG.isdisjoint(present)
        for place, word in enumerate(text):
            pattern = self._rude.get(word)
            if pattern and not (about_dogs and word.startswith("сук")):
                yield place, pattern.kind, pattern.weight

    def _learn(self, present: set[str]) -> None:
        if len(self._known) > _WORDS_KEPT:
            self._known.clear()
            self._rude.clear()
        for word in filter(self._any.fullmatch, present - self._known):
            for pattern in self._patterns:
                if pattern.form.fullmatch(word) and not (pattern.unless and pattern.unless.fullmatch(word)):
                    self._rude[word] = pattern
                    break
        self._known |= present


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
    return [_reading(text) for text in texts]


def _reading(text: str) -> RudenessReading:
    cut = words(text)
    met: list[tuple[tuple[int, ...], str, float]]
    met = [((place,), kind, weight) for place, kind, weight in _rude_words().among(cut)]
    met += [(found.places, found.phrase.label, float(found.phrase.weight)) for found in _book().find(cut)]
    veiled = tuple(_veiled(text))
    if not met and not veiled:
        return _POLITE
    polite = 1.0
    for weight in [weight for _, _, weight in met] + [_VEILED_WEIGHT] * len(veiled):
        polite *= 1 - weight
    places = {RudeWord(kind, *span) for numbers, kind, _ in met for span in spans(text, numbers)}
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
