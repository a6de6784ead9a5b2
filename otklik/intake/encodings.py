"""In which encoding a table was saved, and a line of it that was saved in another."""

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CYRILLIC = ("cp1251", "koi8-r", "cp866")
# The ten letters that make 62 % of Russian text (National Corpus of Russian): the right reading has the most of them.
_FREQUENT = frozenset("оеаинтсрвл")

UNPRINTED = frozenset(range(32)) - {9, 10, 12, 13, 0, 26}


def detect(head: bytes) -> str | None:
    """The codec of a text that begins so; None where the bytes are not a text.

    UTF-8 with or without a mark, UTF-16 by mark or by its zeros, else the Russian one-byte encoding that reads best.
    """
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return codec
    if unmarked := _unmarked_utf16(head):
        return unmarked
    if sum(byte in UNPRINTED for byte in head) > len(head) // 100 or head.count(0) > len(head) // 10:
        return None
    if _is_utf8(head):
        return "utf-8"
    return max(_CYRILLIC, key=lambda codec: sum(letter in _FREQUENT for letter in head.decode(codec, "replace")))


def mended(line: str) -> tuple[str, bool]:
    """A line read with "surrogateescape" without escaped bytes, and whether some of them could not be read.

    A line of a UTF-8 table that holds no UTF-8 Russian was pasted from cp1251 and is read so; in any other the broken
    bytes become "�".
    """
    try:
        line.encode()
    except UnicodeEncodeError:
        raw = line.encode("utf-8", "surrogateescape")
        as_utf8 = raw.decode("utf-8", "replace")
        if any("а" <= letter <= "я" for letter in as_utf8.lower()):
            return as_utf8, True
        return raw.decode("cp1251", "replace"), False
    return line, False


def _is_utf8(head: bytes) -> bool:
    """True where UTF-8 reads more letters than it breaks: a line pasted from elsewhere does not make a table cp1251."""
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(head)
    broken = text.count("\ufffd")
    return broken <= sum(letter > "\x7f" for letter in text) - broken


def _unmarked_utf16(head: bytes) -> str | None:
    evens, odds = head[0:2000:2], head[1:2000:2]
    high = {0, 4}  # The high byte of Latin and of Cyrillic letters.
    for codec, row, other in (("utf-16-le", odds, evens), ("utf-16-be", evens, odds)):
        if (
            len(row) > 8
            and sum(byte in high for byte in row) > len(row) * 0.95
            and row.count(0)
            and other.count(0) == 0
        ):
            return codec
    return None
