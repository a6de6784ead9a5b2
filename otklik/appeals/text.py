"""What the machine reads of a text: cleaned, cut into words, each word in one spelling and one form."""

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from rumorph import Analyzer

LONGEST_READ = 20_000
"""Characters of one text that are read; a longer one is an attachment, and its matter stands at its beginning."""

MARK = re.compile(r"\[[А-ЯЁ]{2,}(?: [А-ЯЁ]{2,})*\]")
"""What stands for something left out: [ИМЯ], [ТЕЛЕФОН], [ССЫЛКА] …"""

_WORD = re.compile(r"\[[А-ЯЁ]{2,}(?: [А-ЯЁ]{2,})*\]|\w+(?:-[^\W\d]\w*)*")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"']+", re.IGNORECASE)
_MENTION = re.compile(r"\[(?:id|club|public)\d+\|[^\]]*\]|(?<![\w@])@\w[\w.]*")
_TAG = re.compile(r"<(?:!--.{0,500}?--|/?[a-zA-Z][^<>]{0,500})>", re.DOTALL)
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufe0e\ufe0f]")
_SPACED = re.compile(r"(?<!\w)(?:[^\W\d_] ){3,}[^\W\d_](?!\w)")
_LATIN = re.compile(r"[a-z]")
_CYRILLIC = re.compile(r"[а-я]")
_LOOK_ALIKES = str.maketrans("aceopxyktmhbiu", "асеорхуктмнвии")
_ZERO_INSIDE = re.compile(r"(?<=[а-я])0(?=[а-я])")
_ONE_LETTER = str.maketrans({"ё": "е", "ѐ": "е", "ӗ": "е", "і": "и", "ї": "и"})

_analyzer = Analyzer()


def clean(text: str) -> str:
    """The text without mark-up and unseen characters, links and mentions as marks; letters are left as written."""
    text = text[:LONGEST_READ]
    if "&" in text:
        text = html.unescape(text)
    text = _UNSEEN.sub("", text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "://" in text or "www" in text.lower():
        text = _URL.sub(" [ССЫЛКА] ", text)
    if "@" in text or "|" in text:
        text = _MENTION.sub(" [УПОМИНАНИЕ] ", text)
    return _SPACED.sub(_joined, text)


def _joined(spaced: re.Match[str]) -> str:
    return spaced.group().replace(" ", "")


@lru_cache(maxsize=1 << 16)
def canonical(word: str) -> str:
    """One spelling of a word: NFKC, lower case, е for ё, Cyrillic for the Latin look-alikes inside a Cyrillic word."""
    folded = unicodedata.normalize("NFKC", word).lower().translate(_ONE_LETTER)
    if folded.isascii() or not _CYRILLIC.search(folded):
        return folded
    if _LATIN.search(folded):
        folded = folded.translate(_LOOK_ALIKES)
    return _ZERO_INSIDE.sub("о", folded)


@lru_cache(maxsize=1 << 16)
def lemma(word: str) -> str:
    """The dictionary form of one canonical word, with е for ё."""
    return _analyzer.lemmatize((word,))[0].replace("ё", "е")


def raw_words(text: str) -> list[str]:
    """The words and marks of a cleaned text as they stand in it."""
    return _WORD.findall(text)


def tokens(text: str) -> list[str]:
    """The words of a text in canonical spelling; marks are left out."""
    return [canonical(word) for word in raw_words(clean(text)) if word[0] != "["]


def lemmas(text: str) -> list[str]:
    """The words of a text in dictionary form, in the order of the text; what search and the models read."""
    return [lemma(word) for word in tokens(text)]


def normalise(text: str) -> str:
    """The text in one spelling: cleaned, each word canonical, one space between; marks stay in capitals."""
    return " ".join(_spelled(clean(text)))


def _spelled(text: str) -> Iterator[str]:
    for word in raw_words(text):
        yield word if word[0] == "[" else canonical(word)
