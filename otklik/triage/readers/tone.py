"""How the writer speaks: with displeasure, evenly, with praise, with thanks; apart from rudeness."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from otklik.triage.linear import Floats, LinearModel
from otklik.triage.phrasebook import Found, PhraseBook
from otklik.triage.reader import Reader
from otklik.triage.words import words

TONES = ("negative", "neutral", "positive", "thanks")
FILES = Path(__file__).parents[1] / "readers_data" / "tone"

MOST_FROM_PHRASES = 4.0
"""No label gains more than this from phrases: a long letter has many of all kinds."""

_OPENING = 5
_RARE_PRAISE = 1.0
"""Of civic letters far fewer praise than of tweets; taken from the score of praise that no phrase confirms."""

_PRAISE = TONES.index("positive")
_THANKS = TONES.index("thanks")
_NEUTRAL = TONES.index("neutral")
_NUMBER = {tone: number for number, tone in enumerate(TONES)}


@dataclass(frozen=True, slots=True)
class ToneReading:
    """One of TONES and how sure the reader is (0 to 1)."""

    tone: str
    confidence: float


@lru_cache(maxsize=1)
def _book() -> PhraseBook:
    return PhraseBook.load(FILES / "phrases.csv")


@lru_cache(maxsize=1)
def _model() -> LinearModel:
    return LinearModel.load(FILES / "model.npz")


def phrase_scores(texts: Sequence[Sequence[str]]) -> Floats:
    """What the phrases of civic letters add to each tone, one row a text (given as its words)."""
    book = _book()
    scores = np.zeros((len(texts), len(TONES)), np.float32)
    for row, text in enumerate(texts):
        for found in book.find(text):
            if found.phrase.label == "thanks" and not _is_matter(found, text):
                continue
            scores[row, _NUMBER[found.phrase.label]] += float(found.phrase.weight)
    return np.minimum(scores, MOST_FROM_PHRASES)


def _is_matter(found: Found, text: Sequence[str]) -> bool:
    """Thanks at the beginning are what a letter is about; at the end, or beside a question, they are manners."""
    return "?" not in text and found.places[0] <= max(_OPENING, len(text) // 4)


def _read(texts: Sequence[str]) -> list[ToneReading]:
    if not texts:
        return []
    cut = [words(text) for text in texts]
    from_phrases = phrase_scores(cut)
    scores = _model().scores(cut) + from_phrases
    scores[from_phrases[:, _PRAISE] == 0, _PRAISE] -= _RARE_PRAISE
    # The model learned thanks from few letters: without words of thanks at the beginning it is not believed.
    scores[from_phrases[:, _THANKS] == 0, _THANKS] -= MOST_FROM_PHRASES
    scores[[row for row, text in enumerate(cut) if not text], _NEUTRAL] += MOST_FROM_PHRASES
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    odds /= odds.sum(axis=1, keepdims=True)
    best = odds.argmax(axis=1).tolist()
    sure = odds.max(axis=1).tolist()
    return [ToneReading(TONES[label], round(share, 3)) for label, share in zip(best, sure, strict=True)]


READER = Reader(
    code="tone",
    title="Тональность",
    why="Чтобы видеть недовольство и благодарности и замечать, как меняется настроение людей",
    read=_read,
)
