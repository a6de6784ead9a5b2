"""How a text is cleaned and where its words are; each word in one spelling and one form."""

import html
import re
import unicodedata
from functools import lru_cache

from rumorph import Analyzer

LONGEST_READ = 20_000
"""Characters of one text that are read; a longer one is an attachment, and its matter stands at its beginning."""

MARK = re.compile(r"\[[А-ЯЁ]{2,}(?: [А-ЯЁ]{2,})*\]")
"""What stands for something left out: [ИМЯ], [ТЕЛЕФОН], [ССЫЛКА] …"""

_WORD = re.compile(rf"{MARK.pattern}|\w+(?:-[^\W\d]\w*)*")
TOKEN = re.compile(rf"({_WORD.pattern}|[!?]+|[()]{{2,}}|[\u2600-\u27bf\U0001f300-\U0001faff])")
"""A word or a mark, a run of ! and ?, two brackets and more, an emoji; split() by it leaves what parts them."""

_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"']+", re.IGNORECASE)
_MENTION = re.compile(r"\[(?:id|club|public)\d+\|[^\]]*\]|(?<![\w@])@\w[\w.]*")
_TAG = re.compile(r"<(?:!--.{0,500}?--|/?[a-zA-Z][^<>]{0,500})>", re.DOTALL)
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufe0e\ufe0f]")
_SPACED = re.compile(r"(?<!\w)(?:[^\W\d_] ){3,}[^\W\d_](?!\w)")
_SPACED_TOO = re.compile(r"(?<!\w)(?:[^\W\d_] )+[^\W\d_](?!\w)")
_DOTTED = re.compile(r"(?<!\w)(?:[а-яё]\.){3,}[а-яё](?![\wа-яё])")
_MAY_BE_DOTTED = re.compile(r"\.[а-яё]\.[а-яё]")
_AROUND = re.compile(r"(?<!\w)_+|_+(?!\w)")
_DRAWN_OUT = re.compile(r"([а-я])\1\1+")
_MAY_BE_SPACED = re.compile(r" [^\W\d_] [^\W\d_] ")
_PLAIN = re.compile(r"[а-я]+(?:-[а-я]+)*")
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
    # Of what is unseen only the signs of emoji styles count as printable; to ask is ten times cheaper than to seek.
    if not text.isprintable() or "\ufe0f" in text or "\ufe0e" in text:
        text = UNSEEN.sub("", text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "://" in text or "www" in text.lower():
        text = _URL.sub(" [ССЫЛКА] ", text)
    if "@" in text or "|" in text:
        text = _MENTION.sub(" [УПОМИНАНИЕ] ", text)
    if "_" in text:
        text = _AROUND.sub(" ", text)
    # A pattern that begins with a plain sign is sought many times faster.
    if _MAY_BE_SPACED.search(text) and _SPACED.search(text):
        text = _SPACED_TOO.sub(_joined, text)
    return _DOTTED.sub(_joined, text) if _MAY_BE_DOTTED.search(text) else text


def _joined(spaced: re.Match[str]) -> str:
    return spaced.group().replace(" ", "").replace(".", "")


@lru_cache(maxsize=1 << 16)
def canonical(word: str) -> str:
    """One spelling of a word: NFKC, lower case, е for ё, Cyrillic for the Latin look-alikes inside a Cyrillic word."""
    folded = word.lower()
    if _PLAIN.fullmatch(folded):
        return _short(folded)
    folded = unicodedata.normalize("NFKC", word).lower().translate(_ONE_LETTER)
    if folded.isascii() or not _CYRILLIC.search(folded):
        return folded
    if _LATIN.search(folded):
        folded = folded.translate(_LOOK_ALIKES)
    return _short(_ZERO_INSIDE.sub("о", folded))


def _short(word: str) -> str:
    """The word without letters drawn out: «пожаааар»; «ООО» stays, and so do two letters alike."""
    return _DRAWN_OUT.sub(r"\1", word) if len(word) > 4 and _DRAWN_OUT.search(word) else word


@lru_cache(maxsize=1 << 16)
def lemma(word: str) -> str:
    """The dictionary form of one canonical word, with е for ё."""
    return _analyzer.lemmatize((word,))[0].replace("ё", "е")


def raw_words(text: str) -> list[str]:
    """The words and marks of a cleaned text as they stand in it."""
    return _WORD.findall(text)
