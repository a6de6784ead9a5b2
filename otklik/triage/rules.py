"""When the machine is sure enough to decide a topic by itself."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HEADS = ("executor", "group", "theme")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One topic or executor the machine proposes; `code` is empty where the classifier in force has no such row."""

    code: str
    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Choice:
    """What follows from the proposals: a topic code and its head, or none and why a person must decide (Russian)."""

    topic_code: str
    reason: str
    head: str = ""


def choose(group: Sequence[Proposal], theme: Sequence[Proposal], thresholds: Mapping[str, float]) -> Choice:
    """The theme if the machine is sure of it, else its group if it is sure of that, else a person.

    `thresholds` are the least confidences, 0..1, by head.
    """
    for proposals, head in ((theme, "theme"), (group, "group")):
        if proposals and proposals[0].code and proposals[0].confidence >= thresholds[head]:
            return Choice(proposals[0].code, "", head)
    if not group:
        return Choice("", "В тексте нет слов, по которым можно судить о теме.")
    sure, needed = round(group[0].confidence * 100), round(thresholds["group"] * 100)
    return Choice("", f"Похоже на «{group[0].label[:200]}», но уверенность {sure} % ниже порога {needed} %.")


def is_drawn(question_id: int, chance: float) -> bool:
    """Whether a question falls into a sample drawn with `chance`, 0..1; read again, it falls the same way."""
    drawn = hashlib.blake2b(f"check {question_id}".encode(), digest_size=8).digest()
    return int.from_bytes(drawn, "big") < chance * 2**64
