"""An answer cut into words and sentences once for all checks, with what each word is in grammar."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntFlag
from functools import cached_property, lru_cache
from itertools import accumulate
from pathlib import Path

from rumorph import Analysis, Analyzer

from otklik.answers.review.answer_text import AnswerText
from otklik.answers.review.turns import Met, TurnBook
from otklik.answers.review.when import When, whens
from otklik.appeals.cutting import LEMMAS, SPELLED, Column, Cut, Cuts, current
from otklik.appeals.text import LONGEST_READ, TOKEN
from otklik.triage.words.phrases import sentences

TURNS = Path(__file__).parent / "answer_words" / "turns.csv"
_analyzer = Analyzer()


class Form(IntFlag):
    """What a word is: a thing done (past, perfective), a thing to come, a participle, a gerund, a noun, a verb."""

    NONE = 0
    DONE = 1
    TO_COME = 2
    PARTICIPLE = 4
    GERUND = 8
    NOUN = 16
    VERB = 32


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the answer: its characters and its tokens, `last` not among them."""

    begins: int
    ends: int
    first: int
    last: int


class AnswerCut:
    """One answer, cut as it stands: what cleaning would take away stays, so that every place is its own."""

    def __init__(self, answer: AnswerText) -> None:
        self.answer = answer
        self.text = answer.text[:LONGEST_READ]
        vocabulary = current()
        pieces = TOKEN.split(self.text)
        self.cut = Cut(self.text, self.text, pieces, vocabulary.numbers(pieces[1::2]))
        self.cuts = Cuts([self.cut], vocabulary)
        edges = list(accumulate(map(len, pieces)))
        self.places: list[tuple[int, int]] = list(zip(edges[0:-1:2], edges[1::2], strict=True))
        """Where each token stands, in characters."""

    @cached_property
    def spelled(self) -> list[str]:
        """The tokens in one spelling: small letters, е for ё."""
        column = SPELLED.over(self.cuts.vocabulary)
        return [column[number] for number in self.cut.numbers]

    @cached_property
    def lemmas(self) -> list[str]:
        """The dictionary form of each token; empty for marks and signs."""
        column = LEMMAS.over(self.cuts.vocabulary)
        return [column[number] for number in self.cut.numbers]

    @cached_property
    def forms(self) -> list[Form]:
        """What each token is in grammar."""
        column = _FORMS.over(self.cuts.vocabulary)
        return [column[number] for number in self.cut.numbers]

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences that hold a token, in order."""
        return tuple(self._sentences())

    @cached_property
    def whens(self) -> tuple[When, ...]:
        """Dates and periods in the text, but for those of acts."""
        return whens(self.text)

    @cached_property
    def low(self) -> str:
        """The text in small letters, of the same length; е for ё."""
        low = self.text.lower()
        return (low if len(low) == len(self.text) else self.text).replace("ё", "е")

    @cached_property
    def turns(self) -> dict[str, list[Met]]:
        """The turns of speech of the table, by label."""
        return _book().find(self.cut, self.cuts.vocabulary)

    def met(self, *labels: str) -> list[Met]:
        """Turns of these labels, in order of labels and then of the text."""
        return [met for label in labels for met in self.turns.get(label, ())]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Characters from the token `first` to the token `last`, both among them."""
        return self.places[first][0], self.places[last][1]

    def whens_in(self, sentence: Sentence) -> list[When]:
        """Dates and periods of one sentence."""
        return [when for when in self.whens if sentence.begins <= when.begins < sentence.ends]

    def _sentences(self) -> Iterator[Sentence]:
        first = 0
        for phrase in sentences(self.text):
            last = first
            while last < len(self.places) and self.places[last][0] < phrase.end:
                last += 1
            if last > first:
                yield Sentence(phrase.start, phrase.end, first, last)
            first = last


@lru_cache(maxsize=1)
def _book() -> TurnBook:
    return TurnBook.load(TURNS)


_NO_PARTICIPLES = frozenset(
    ("действовать", "управлять", "вести", "ведать", "заведовать", "соответствовать", "исполнять", "уважать")
)
"""«Действующий», «управляющая компания», «уважаемый»: participles that nobody feels as such."""

_OF_NOW = ("ается", "яется", "аются", "яются")
_RUSSIAN = re.compile(r"[а-я-]{2,}")


def _form(word: str) -> Form:
    """What the likeliest sense is; a past that may be perfective is done, what may be now is not to come."""
    if not _RUSSIAN.fullmatch(word):
        return Form.NONE
    senses = _analyzer.analyze(word)
    if not senses:
        return Form.NONE
    form = _form_of(senses[0])
    is_past = form == Form.VERB and senses[0].feats.get("Tense") == "Past"
    if form & Form.TO_COME and (word.endswith(_OF_NOW) or any(sense.feats.get("Tense") == "Pres" for sense in senses)):
        return Form.VERB
    return Form.DONE | Form.VERB if is_past and any(_form_of(sense) & Form.DONE for sense in senses) else form


def _form_of(sense: Analysis) -> Form:
    if sense.pos in ("NOUN", "PROPN"):
        return Form.NOUN
    if sense.pos not in ("VERB", "AUX"):
        return Form.NONE
    kind, tense = sense.feats.get("VerbForm"), sense.feats.get("Tense")
    if sense.feats.get("Person") == "2":
        return Form.VERB
    if kind == "Conv":
        return Form.GERUND
    if kind == "Part" and sense.feats.get("Variant") != "Short":
        return Form.NONE if sense.lemma in _NO_PARTICIPLES else Form.PARTICIPLE
    if tense == "Past":
        return Form.VERB | Form.DONE if sense.feats.get("Aspect") == "Perf" else Form.VERB
    return Form.VERB | Form.TO_COME if tense == "Fut" else Form.VERB


_FORMS = Column(_form, SPELLED)
