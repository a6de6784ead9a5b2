"""When the machine is sure enough to decide a topic by itself, and where a text says it happens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from otklik.appeals.text import lemmas

HEADS = ("executor", "group", "theme")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One topic or executor the machine proposes; `code` is empty where the classifier in force has no such row."""

    code: str
    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Choice:
    """What follows from the proposals: a topic code, or none and the reason why a person must decide (Russian)."""

    topic_code: str
    reason: str


def choose(group: Sequence[Proposal], theme: Sequence[Proposal], thresholds: Mapping[str, float]) -> Choice:
    """The theme if the machine is sure of it, else its group if it is sure of that, else a person.

    `thresholds` are the least confidences, 0..1, by head.
    """
    for proposals, head in ((theme, "theme"), (group, "group")):
        if proposals and proposals[0].code and proposals[0].confidence >= thresholds[head]:
            return Choice(proposals[0].code, "")
    if not group:
        return Choice("", "В тексте нет слов, по которым можно судить о теме.")
    sure, needed = round(group[0].confidence * 100), round(thresholds["group"] * 100)
    return Choice("", f"Похоже на «{group[0].label[:200]}», но уверенность {sure} % ниже порога {needed} %.")


class Gazetteer:
    """Names of territories as runs of lemmas, to find which one a text names."""

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        """`names`: territory code -> its name and other names."""
        self._codes: dict[tuple[str, ...], str] = {}
        for code, spellings in names.items():
            for spelling in spellings:
                if run := tuple(lemmas(spelling)):
                    self._codes.setdefault(run, code)
        self._first_words = {run[0] for run in self._codes}
        self._longest = max(map(len, self._codes), default=0)

    def find(self, words: Sequence[str]) -> str:
        """The code of the only territory that `words` (lemmas) name; empty where they name none or several."""
        found = {code for start in range(len(words)) if (code := self._at(words, start))}
        return found.pop() if len(found) == 1 else ""

    def _at(self, words: Sequence[str], start: int) -> str:
        if words[start] not in self._first_words:
            return ""
        for length in range(min(self._longest, len(words) - start), 0, -1):
            if code := self._codes.get(tuple(words[start : start + length])):
                return code
        return ""
