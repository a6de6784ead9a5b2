"""How the writer speaks: with displeasure, evenly, with praise, with thanks; apart from rudeness."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from otklik.appeals.cutting import Cuts
from otklik.triage.reader import Reader
from otklik.triage.topics.features import MOST_WORDS
from otklik.triage.topics.linear import Floats, LinearModel
from otklik.triage.words.phrasebook import Found, PhraseBook

TONES = ("negative", "neutral", "positive", "thanks")
FILES = Path(__file__).parents[1] / "readers_data" / "tone"

MOST_FROM_PHRASES = 4.0
"""No label gains more than this from phrases: a long letter has many of all kinds."""

_OPENING = 5
_SHORT = 25
_BARE_THANKS = 3.0
"""A phrase of thanks lighter than this says neither for what nor to whom: it counts only as the first words."""

_COMPLAINT = 1.2
"""From this score of displeasure on, thanks and praise in the same text are bitter, or a manner before a complaint."""

_PRAISE = TONES.index("positive")
_THANKS = TONES.index("thanks")
_NEUTRAL = TONES.index("neutral")
_NEGATIVE = TONES.index("negative")
_NUMBER = {tone: number for number, tone in enumerate(TONES)}
_KIND = ("positive", "thanks")


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


def _phrase_scores(cuts: Cuts) -> Floats:
    """What the phrases of civic letters add to each tone, one row a text."""
    scores = np.zeros((len(cuts), len(TONES)), np.float32)
    for row, met in enumerate(_book().find(cuts)):
        for found in met:
            if found.phrase.label in _KIND and not _is_matter(found, cuts.spelled(row)[:MOST_WORDS]):
                continue
            scores[row, _NUMBER[found.phrase.label]] += float(found.phrase.weight)
    bitter = scores[:, _NEGATIVE] >= _COMPLAINT
    for kind in (_PRAISE, _THANKS):
        scores[bitter, kind] = 0
    return np.minimum(scores, MOST_FROM_PHRASES)


def _is_matter(found: Found, text: Sequence[str]) -> bool:
    """Thanks and praise at the beginning are what a letter is about; at the end, or beside a question, manners."""
    first, opening = found.places[0], max(_OPENING, len(text) // 4)
    if found.phrase.label == "positive":
        return first <= opening or len(text) <= _SHORT
    is_bare = float(found.phrase.weight) < _BARE_THANKS
    return "?" not in text and first <= (1 if is_bare else opening)


def _read(texts: Sequence[str]) -> list[ToneReading]:
    if not texts:
        return []
    cuts = Cuts.of(texts)
    from_phrases = _phrase_scores(cuts)
    scores = _model().scores(cuts) + from_phrases
    # The model learned praise from tweets and thanks from few letters: without a phrase it is not believed.
    for label in (_PRAISE, _THANKS):
        scores[from_phrases[:, label] == 0, label] -= MOST_FROM_PHRASES
    scores[cuts.rows.lengths == 0, _NEUTRAL] += MOST_FROM_PHRASES
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
