"""A text cut into words once for all who read it, and a memory of what they made of each word."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, chain
from threading import Lock
from typing import Any, Generic, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from otklik.appeals.text import TOKEN, canonical, clean, lemma

Ints = NDArray[np.intp]
Worth = TypeVar("Worth")

WORDS_KEPT = 1 << 16
"""Different spellings remembered by a process; then all memory of words is begun anew."""

_UNSEEN = r"[\s.\xad\u200b-\u200f\u2060-\u2064\ufeff]*"
_TEXTS_KEPT = 2_048
_LONGEST_KEPT = 4_000


@dataclass(frozen=True, slots=True)
class Cut:
    """A text cleaned and cut: `pieces` of the cleaned text are what stands before a token and the token, in turn.

    Tokens are words and marks ([ИМЯ]), runs of ! and ?, two brackets and more, emoji; `numbers` are theirs in the
    vocabulary.
    """

    text: str
    cleaned: str
    pieces: list[str]
    numbers: list[int]

    def spans(self, places: Sequence[int]) -> tuple[tuple[int, int], ...]:
        """Where the tokens number `places` stand in the text itself: start and end in characters, in order."""
        edges = list(accumulate(map(len, self.pieces)))
        found = [(edges[2 * place], edges[2 * place + 1]) for place in sorted(places)]
        return tuple(found) if self.cleaned == self.text else tuple(self._sought(found))

    def _sought(self, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Cleaning moved the words: each is sought in the text after the one before, letters perhaps spaced."""
        after = 0
        for start, end in spans:
            spaced = re.compile(_UNSEEN.join(map(re.escape, self.cleaned[start:end])))
            match = spaced.search(self.text, after) or spaced.search(self.text)
            if match:
                yield match.span()
                after = match.end()


class Vocabulary:
    """Spellings met, each with a number. Threads may share it: a number once given stays."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self._numbers: dict[str, int] = {}
        self._turn = Lock()
        self._kept = lru_cache(maxsize=_TEXTS_KEPT)(self._cut)

    def numbers(self, tokens: Sequence[str]) -> list[int]:
        """The number of each token; new ones are given the next."""
        found: list[Any] = list(map(self._numbers.get, tokens))
        if None in found:
            with self._turn:
                for at, number in enumerate(found):
                    if number is None:
                        found[at] = self._number(tokens[at])
        return found

    def _number(self, token: str) -> int:
        number = self._numbers.get(token)
        if number is None:
            # Written first: who sees the number finds the word.
            self.written.append(token)
            number = self._numbers[token] = len(self.written) - 1
        return number

    def cut(self, text: str) -> Cut:
        """The text cut; a text of ordinary length that was cut a moment ago is not cut again."""
        return self._kept(text) if len(text) <= _LONGEST_KEPT else self._cut(text)

    def _cut(self, text: str) -> Cut:
        cleaned = clean(text)
        pieces = TOKEN.split(cleaned)
        return Cut(text, cleaned, pieces, self.numbers(pieces[1::2]))


class Column(Generic[Worth]):
    """What one reader makes of each word of a vocabulary, worked out once a word: a list by the word's number.

    `worth` is given the word as written, or as `spelled` has it.
    """

    def __init__(self, worth: Callable[[str], Worth], spelled: "Column[str] | None" = None) -> None:
        self._worth = worth
        self._spelled = spelled
        self._vocabulary: Vocabulary | None = None
        self._known: list[Worth] = []
        self._turn = Lock()

    def over(self, vocabulary: Vocabulary) -> list[Worth]:
        """The worth of every word met so far."""
        with self._turn:
            if self._vocabulary is not vocabulary:
                self._vocabulary, self._known = vocabulary, []
            if len(self._known) < len(vocabulary.written):
                words = self._spelled.over(vocabulary) if self._spelled else vocabulary.written
                self._known.extend(map(self._worth, words[len(self._known) :]))
            return self._known


class Table:
    """As Column, in numbers: a row of an array by the word's number; `worth` gives the rows of many words at once."""

    def __init__(self, worth: Callable[[Sequence[str]], NDArray[Any]], spelled: Column[str] | None = None) -> None:
        self._worth = worth
        self._spelled = spelled
        self._vocabulary: Vocabulary | None = None
        self._rows: NDArray[Any] = worth(())
        self._count = 0
        self._turn = Lock()

    def over(self, vocabulary: Vocabulary) -> NDArray[Any]:
        """The rows of every word met so far."""
        with self._turn:
            if self._vocabulary is not vocabulary:
                self._vocabulary, self._count, self._rows = vocabulary, 0, self._rows[:0]
            if self._count < len(vocabulary.written):
                words = self._spelled.over(vocabulary) if self._spelled else vocabulary.written
                self._put(self._worth(words[self._count :]))
            return self._rows[: self._count]

    def _put(self, rows: NDArray[Any]) -> None:
        end = self._count + len(rows)
        if end > len(self._rows):
            # Made anew and not widened in place: another thread may still read the old one.
            wider = np.zeros((max(2 * end, 1 << 10), *rows.shape[1:]), rows.dtype)
            wider[: self._count] = self._rows[: self._count]
            self._rows = wider
        self._rows[self._count : end] = rows
        self._count = end


@dataclass(frozen=True)
class Rows:
    """Tokens of several texts in a row: their numbers `flat`, where each text's tokens start and how many they are."""

    flat: Ints
    starts: Ints
    lengths: Ints

    @classmethod
    def of(cls, numbers: Sequence[Sequence[int]]) -> "Rows":
        lengths = np.fromiter(map(len, numbers), np.intp, len(numbers))
        ends = np.cumsum(lengths)
        flat = np.fromiter(chain.from_iterable(numbers), np.intp, int(lengths.sum()))
        return cls(flat, ends - lengths, lengths)

    @cached_property
    def row(self) -> Ints:
        """The text of each token."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    def kept(self, flags: NDArray[np.bool_]) -> "Rows":
        """The tokens whose flag is set; texts may be left empty."""
        lengths = np.bincount(self.row[flags], minlength=len(self.lengths))
        return Rows(self.flat[flags], np.cumsum(lengths) - lengths, lengths)

    def each(self, values: NDArray[Any]) -> list[NDArray[Any]]:
        """What belongs to each text of what belongs to the tokens."""
        return np.split(values, self.starts[1:]) if len(self.starts) else []

    def first(self, count: int) -> "Rows":
        """The first `count` tokens of each text."""
        if self.lengths.max(initial=0) <= count:
            return self
        return self.kept(np.arange(len(self.flat)) - self.starts[self.row] < count)


class Cuts(Sequence[str]):
    """Texts that carry how they are cut: give them to several readers, and the work is done once."""

    def __init__(self, cuts: Sequence[Cut], vocabulary: Vocabulary) -> None:
        self.cuts = cuts
        self.vocabulary = vocabulary

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Cuts":
        """The texts cut, in order; what is cut already is given back."""
        if isinstance(texts, Cuts):
            return texts
        vocabulary = current()
        return cls(list(map(vocabulary.cut, texts)), vocabulary)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> "Cuts": ...
    def __getitem__(self, at: int | slice) -> "str | Cuts":
        return Cuts(self.cuts[at], self.vocabulary) if isinstance(at, slice) else self.cuts[at].text

    def __len__(self) -> int:
        return len(self.cuts)

    @cached_property
    def rows(self) -> Rows:
        """All tokens of all texts."""
        return Rows.of([cut.numbers for cut in self.cuts])

    @cached_property
    def words(self) -> Rows:
        """The words and marks of all texts; signs are left out."""
        return self.rows.kept(self.are_words)

    @cached_property
    def are_words(self) -> NDArray[np.bool_]:
        """Of all tokens, which are words or marks."""
        flags: NDArray[np.bool_] = _ARE_WORDS.over(self.vocabulary)[self.rows.flat]
        return flags

    def spelled(self, at: int) -> list[str]:
        """The tokens of a text in one spelling."""
        spelled = SPELLED.over(self.vocabulary)
        return [spelled[number] for number in self.cuts[at].numbers]


_vocabulary = Vocabulary()


def current() -> Vocabulary:
    """The vocabulary of this process; a full one is left to those who still read by it."""
    global _vocabulary
    if len(_vocabulary.written) > WORDS_KEPT:
        _vocabulary = Vocabulary()
    return _vocabulary


def normalise(text: str) -> str:
    """The text in one spelling: cleaned, each word canonical, one space between; marks stay in capitals."""
    return " ".join(_filled(text, _WORDS))


def lemmas(text: str) -> list[str]:
    """The words of a text in dictionary form, in the order of the text; what search and the models read."""
    return list(_filled(text, LEMMAS))


def _filled(text: str, column: Column[str]) -> Iterable[str]:
    vocabulary = current()
    numbers = vocabulary.cut(text).numbers
    return filter(None, map(column.over(vocabulary).__getitem__, numbers))


def is_word(token: str) -> bool:
    """Whether a token is a word or a mark."""
    return token[0] == "[" or token[0].isalnum() or token[0] == "_"


def _are_words(tokens: Sequence[str]) -> NDArray[np.bool_]:
    return np.fromiter(map(is_word, tokens), bool, len(tokens))


_ARE_WORDS = Table(_are_words)


def spelled(token: str) -> str:
    """One spelling of a token: a word's canonical one, at most two signs of a run; marks stay."""
    if token[0] == "[":
        return token
    return canonical(token) if is_word(token) else token[0] * min(len(token), 2)


def _word(token: str) -> str:
    return token if is_word(token) else ""


def _lemma(token: str) -> str:
    return lemma(token) if is_word(token) and token[0] != "[" else ""


SPELLED = Column(spelled)
LEMMAS = Column(_lemma, SPELLED)
"""Dictionary forms; empty for marks and signs."""

_WORDS = Column(_word, SPELLED)
