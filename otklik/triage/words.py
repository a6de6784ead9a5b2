"""The words, smileys and marks of a text for the small readers, cut once and shared; and where each stands in it."""

import re
from collections.abc import Sequence
from functools import lru_cache

from otklik.appeals.text import canonical, clean

MOST_WORDS = 800
"""Words of one text that are read: the longest of 18,047 public messages has fewer than a thousand."""

_TOKEN = re.compile(
    r"\[[А-ЯЁ]{2,}(?: [А-ЯЁ]{2,})*\]|\w+(?:-[^\W\d]\w*)*|[!?]+|[()]{2,}|[\u2600-\u27bf\U0001f300-\U0001faff]"
)
_LONGEST_KEPT = 4_000
_TEXTS_KEPT = 2_048


def words(text: str) -> tuple[str, ...]:
    """The first MOST_WORDS words in canonical spelling, with runs of !, ? and brackets, emoji and marks ([ИМЯ])."""
    return _kept(text) if len(text) <= _LONGEST_KEPT else _cut(text)


def spans(text: str, places: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Where words number `places` of `words(text)` stand in the text itself: start and end in characters, in order."""
    cleaned = clean(text)
    written = [match.span() for match in _TOKEN.finditer(cleaned)]
    found = [written[place] for place in sorted(places)]
    return tuple(found) if cleaned == text else tuple(_sought(text, [cleaned[slice(*span)] for span in found]))


@lru_cache(maxsize=_TEXTS_KEPT)
def _kept(text: str) -> tuple[str, ...]:
    return _cut(text)


def _cut(text: str) -> tuple[str, ...]:
    return tuple([_spelled(token) for token in _TOKEN.findall(clean(text))[:MOST_WORDS]])


@lru_cache(maxsize=1 << 16)
def _spelled(token: str) -> str:
    if token[0] in "!?()":
        return token[0] * min(len(token), 2)
    return token if token[0] == "[" else canonical(token)


def _sought(text: str, found: Sequence[str]) -> list[tuple[int, int]]:
    """Cleaning moved the words: each is sought in the text after the one before, letters perhaps spaced."""
    spans_found: list[tuple[int, int]] = []
    after = 0
    for word in found:
        spaced = re.compile(r"[\s\xad\u200b-\u200f\u2060-\u2064\ufeff]*".join(map(re.escape, word)))
        match = spaced.search(text, after) or spaced.search(text)
        if match:
            spans_found.append(match.span())
            after = match.end()
    return spans_found
