"""Which topic here says the same as a label of the model: proposed by the names, decided by a person."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from otklik.appeals.cutting import lemmas
from otklik.triage.topics.adapted import scored
from otklik.triage.topics.model import TopicModel
from otklik.triage.topics.weights import HEADS, Floats

LEAST_LIKE = 0.25
"""Names less alike are not proposed: of such proposals a person threw away more than half."""

_READ_SHARE = 0.6
_EMPTY = frozenset({"и", "в", "на", "по", "с", "за", "о", "от", "для", "не", "или", "без", "до", "к"})


@dataclass(frozen=True, slots=True)
class Named:
    """A topic here: its code, its name, the name above it («» at the top)."""

    code: str
    name: str
    above: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A label of the model and the topic that seems to say the same, with how alike they are: 0..1, 1 is the name."""

    head: str
    label: str
    code: str
    confidence: float


def propose(model: TopicModel, topics: Sequence[Named]) -> list[Proposed]:
    """The likeliest topic for each group and theme of the model; a label nothing is like is left out."""
    found: list[Proposed] = []
    if not topics:
        return found
    for head in ("group", "theme"):
        labels = model.labels[head]
        likeness = np.maximum(by_words(labels, topics), _READ_SHARE * by_reading(model, head, topics))
        if head == "group":
            # A group is no smaller than a group.
            likeness[:, [bool(topic.above) for topic in topics]] = 0
        best = likeness.argmax(axis=1)
        for at, label in enumerate(labels):
            if likeness[at, best[at]] >= LEAST_LIKE:
                found.append(Proposed(head, label, topics[best[at]].code, round(float(likeness[at, best[at]]), 2)))
    return found


def by_words(labels: Sequence[str], topics: Sequence[Named]) -> Floats:
    """How alike the names are, one row a label: the same words in any form are 1; rare words tell more."""
    ours, theirs = [_bag(label) for label in labels], [_bag(topic.name) for topic in topics]
    above = [_bag(topic.above) for topic in topics]
    met = Counter(word for bag in (*ours, *theirs) for word in bag)
    count = len(ours) + len(theirs)
    worth = {word: float(np.log(1 + count / times)) for word, times in met.items()}
    return np.array([[_alike(bag, other, up, worth) for other, up in zip(theirs, above, strict=True)] for bag in ours],
                    np.float32)  # fmt: skip


def _alike(ours: frozenset[str], theirs: frozenset[str], above: frozenset[str], worth: Mapping[str, float]) -> float:
    """The weight of common words in that of all; words that only the upper topic has count by half."""
    common = sum(worth[word] for word in ours & theirs)
    common += sum(worth[word] for word in (ours & above) - theirs) / 2
    whole = sum(worth[word] for word in ours | theirs)
    return min(1.0, common / whole) if whole else 0.0


def _bag(name: str) -> frozenset[str]:
    return frozenset(lemmas(name)) - _EMPTY


def by_reading(model: TopicModel, head: str, topics: Sequence[Named]) -> Floats:
    """What the model would say of a message made of nothing but the topic's name, one row a label of the head."""
    chances = scored(model, [f"{topic.above}: {topic.name}" if topic.above else topic.name for topic in topics])[1]
    starts = np.cumsum([0, *(len(model.labels[one]) for one in HEADS)])
    own = chances[:, starts[HEADS.index(head)] : starts[HEADS.index(head) + 1]]
    return np.asarray(own.T, np.float32)
