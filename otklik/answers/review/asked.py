"""What a letter asks, matter by matter, and which of it an answer speaks of."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from otklik.answers.review.answer_cut import AnswerCut, Form, Sentence
from otklik.answers.review.answer_text import AnswerText
from otklik.appeals.text import canonical, lemma

_TABLE = Path(__file__).parent / "answer_words" / "same_matter.csv"
_STEM, _VERB_STEM, _SHORTEST = 6, 5, 3
_LONGEST_QUOTE = 90
_WORDS = Path(__file__).parent / "answer_words" / "plea_and_empty.csv"
_ASKING = {
    "when": frozenset(("когда", "доколе")), "why": frozenset(("почему", "отчего", "зачем", "основании")),
    "how_many": frozenset(("сколько",)), "who": frozenset(("кто", "кого")), "where": frozenset(("куда",)),
}  # fmt: skip
_NO_QUESTION = frozenset(("терпеть", "раз"))
"""«Сколько можно терпеть?», «Сколько раз писать?»: no number is waited for."""

_SHORT = 4
"""Words of a plea so short that it speaks of what the whole letter does: «Почините», «Кто должен убирать?»."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing asked: its words (masked), what it is about, and what it wants besides: one of _ASKING or empty."""

    quote: str
    matters: frozenset[str]
    wants: str


def asks(question_text: str, topic_name: str = "") -> tuple[Ask, ...]:
    """What a letter asks, in order: its questions and pleas, else the whole; one matter is not told twice.

    A letter without words of its own (a photo alone) asks what its topic says.
    """
    cut = AnswerCut(AnswerText(question_text))
    whole = matters_of(cut)
    found = [_ask(cut, one, whole) for one in cut.sentences if _is_asking(cut, one)]
    if not found and whole:
        found = [Ask(_quoted(question_text), whole, "")]
    if not whole and topic_name:
        found = [Ask(topic_name, matters_of(AnswerCut(AnswerText(topic_name))), "")]
    return tuple({(one.matters, one.wants): one for one in found if one.matters}.values())


def matters_of(cut: AnswerCut, sentence: Sentence | None = None) -> frozenset[str]:
    """What a text, or a sentence of it, is about: groups of words of one matter, beginnings of other nouns, verbs."""
    first, last = (sentence.first, sentence.last) if sentence else (0, len(cut.lemmas))
    pairs = zip(cut.lemmas[first:last], cut.forms[first:last], strict=True)
    return frozenset(matter for form, kind in pairs if (matter := matter_of(form, kind)))


def matter_of(form: str, kind: Form) -> str:
    """The matter of one word in dictionary form; empty where it tells none."""
    if form in _groups():
        return _groups()[form]
    if form in _listed_as("empty") or form in _listed_as("plea") or len(form) < _SHORTEST:
        return ""
    return form[: _STEM if kind & Form.NOUN else _VERB_STEM] if kind & (Form.NOUN | Form.VERB) else ""


def _is_asking(cut: AnswerCut, sentence: Sentence) -> bool:
    text = cut.text[sentence.begins : sentence.ends]
    return text.endswith("?") or not _listed_as("plea").isdisjoint(cut.lemmas[sentence.first : sentence.last])


def _ask(cut: AnswerCut, sentence: Sentence, whole: frozenset[str]) -> Ask:
    own = matters_of(cut, sentence)
    if len(own) == 0 or sentence.last - sentence.first <= _SHORT:
        own |= whole
    words = frozenset(cut.spelled[sentence.first : sentence.last])
    return Ask(_quoted(cut.text[sentence.begins : sentence.ends]), own, _wants(words))


def _wants(words: frozenset[str]) -> str:
    if words & _NO_QUESTION:
        return ""
    return next((kind for kind, asking in _ASKING.items() if words & asking), "")


def _quoted(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST_QUOTE else plain[: _LONGEST_QUOTE - 1].rsplit(" ", 1)[0] + "…"


@lru_cache(maxsize=2)
def _listed_as(kind: str) -> frozenset[str]:
    """Words, in dictionary form, of a plea, or of those that tell no matter."""
    with _WORDS.open(encoding="utf-8", newline="") as rows:
        return frozenset(row["word"] for row in csv.DictReader(rows) if row["kind"] == kind)


@lru_cache(maxsize=1)
def _groups() -> dict[str, str]:
    return dict(_listed())


def _listed() -> Iterator[tuple[str, str]]:
    """The dictionary form of each word and its matter: the first word of its row."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            words = row["words"].split()
            # A word of several rows belongs to the last: what is rarer stands lower.
            yield from ((lemma(canonical(word)), "=" + words[0]) for word in words)
