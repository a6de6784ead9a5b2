"""How like two texts are by the words they share, rare words weighing more than frequent ones."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from otklik.appeals.cutting import lemmas

_LONGEST_READ = 1500
_MOST_WORDS = 30
_SHORTEST = 3
_USUAL = 3.0


@dataclass(frozen=True, slots=True)
class Shared:
    """How like a text is, 0..1, and the words that tell it, the rarest first."""

    score: float
    words: tuple[str, ...]


def asked(text: str) -> list[str]:
    """The lemmas by which similar texts are looked for: each once, in the order of the text, at most thirty."""
    told = (word for word in lemmas(text[:_LONGEST_READ]) if len(word) >= _SHORTEST and not word.isdigit())
    return list(dict.fromkeys(told))[:_MOST_WORDS]


def weight(met: int, of: int) -> float:
    """What a word weighs that `met` of `of` texts have."""
    return log(1 + of / (1 + met))


def shared(words: Sequence[str], others: Iterable[str], weights: Mapping[str, float]) -> list[Shared]:
    """How like each of the texts `others` is to one of the lemmas `words`; a word with no weight weighs as most do."""
    own = sum(weights.get(word, _USUAL) for word in words)
    found = []
    for other in others:
        theirs = set(asked(other))
        common = sorted((word for word in words if word in theirs), key=lambda word: -weights.get(word, _USUAL))
        both = sum(weights.get(word, _USUAL) for word in common)
        whole = own + sum(weights.get(word, _USUAL) for word in theirs) - both
        found.append(Shared(both / whole if whole else 0.0, tuple(common)))
    return found
