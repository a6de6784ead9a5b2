"""The piece of an answer that is worth borrowing: the paragraph that speaks of the matter, no greeting or farewell."""

import re
from collections.abc import Sequence

from otklik.appeals.cutting import lemmas

LONGEST = 700
_SHORTEST = 40
_AROUND = re.compile(
    r"(?:здравствуйте|добрый день|уважаем\w+|с уважением|спасибо за обращение|благодарим за|обращение рассмотрено)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[А-ЯЁA-Z«\d])")


def chosen(text: str, words: Sequence[str]) -> str:
    """The run of sentences, at most 700 characters, with most of `words` (lemmas); empty where nothing is said."""
    paragraphs = [_told(paragraph) for paragraph in text.splitlines()]
    worth = [paragraph for paragraph in paragraphs if len(paragraph) >= _SHORTEST]
    if not worth:
        return ""
    wanted = set(words)
    # Of equals the longer one says more.
    best = max(worth, key=lambda paragraph: (len(wanted & set(lemmas(paragraph))), min(len(paragraph), LONGEST)))
    return _cut(best)


def _told(paragraph: str) -> str:
    """The paragraph without sentences that only greet or thank."""
    sentences = _SENTENCE.split(" ".join(paragraph.split()))
    return " ".join(one for one in sentences if not (_AROUND.match(one) and len(one) < 120))


def _cut(paragraph: str) -> str:
    if len(paragraph) <= LONGEST:
        return paragraph
    kept = ""
    for sentence in _SENTENCE.split(paragraph):
        if kept and len(kept) + len(sentence) >= LONGEST:
            break
        kept = f"{kept} {sentence}".strip()
    return kept[:LONGEST]
