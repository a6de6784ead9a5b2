"""Names of people: by patronymics, initials, given names beside surnames, and what stands before a name."""

import re
from collections.abc import Callable, Iterator

from otklik.appeals.masks.spans import Kind, Span
from otklik.appeals.masks.words import Read, is_adjective, is_namesake, is_oblique, is_surname

KIND = Kind("name", "[ИМЯ]")

_SUSPECT = re.compile(r"[Pp]|[GAh][SCBVGA]|[SCBV][GA]|[SCBGV]ii|ii[SCBGV]|[RKNY][RED]{0,3}[SCBGAh]|N|^G|RU[GA]")

_SURE = re.compile(
    r"(?P<full>[SCBVGA]?[GAC][Pp][SC]?|[SB]P|P[SB])"
    r"|(?P<small>w?hpw?)"
    r"|(?P<initials>[SCBGV](?:I[Ii]|ii)|I[Ii][SCBGV])"
    r"|(?P<patronymic>P)"
    r"|(?P<introduced>(?<=N)[;,]?(?:[SGAP][SGAPCBT]{0,2}|[BC][GASP][SGAP]?|[SGhw][hpw]{0,2})(?:I[Ii]?)?)"
    r"|(?P<role>(?<=R)(?:[RE]|;?D){0,3}(?:[SB][GA]?P?|[GA](?:P[SC]?|[SCB])?|G)(?:I[Ii]?|ii)?)"
    r"|(?P<kin>(?<=K)(?:[GA][SCB]?|S[GA]|hw?|SI[Ii]?))"
    r"|(?P<self>(?<=Y)(?<!-Y)[,-]?(?:S[GA]?|[GA][SC]))"
    r"|(?P<pair>[GA]S|G[CBV]|[SB]GS?|SA)"
    r"|(?P<called>^G(?=,))"
    r"|(?P<led>(?<=R)U[GA][SBCV])"
    r"|(?P<named>(?<=Y)[GAh](?=N)|(?<=m)[Pp]|[SVC](?=m))"
)
_NAMED_AFTER = re.compile(r"(?:U|E;?U)[DwOCSGABTPiIRE]{0,2}$")
_OF_BODY = re.compile(r"UR$")
_HOUSE_AFTER = re.compile(r",?(?:[HU],?)?D")
_VERB = re.compile(r"(?:л|ла|ли|лся|лась|лись|ет|ит|ют|ят|ешь)$")


def is_suspected(letters: str) -> bool:
    """Whether a text, one letter a word, may hold a name."""
    return _SUSPECT.search(letters) is not None


def spans(text: str, read: Read) -> Iterator[Span]:
    """Every name in the text, in order; what streets, squares and bodies are called after is left."""
    at = 0
    while found := _SURE.search(read.letters, at):
        first, last = found.span()
        while read.letters[first] in ",;-":
            first += 1
        kind = found.lastgroup or ""
        first, last = _trimmed(read, kind, first, last)
        if first < last and _is_person(read, kind, first, last):
            yield Span("name", *_place(text, read, first, last))
        at = max(found.end(), found.start() + 1)


def _trimmed(read: Read, kind: str, first: int, last: int) -> tuple[int, int]:
    """The match without words that only may belong to a name and, looked at, do not."""
    if kind in ("role", "led"):
        while first < last and read.letters[first] in "REUD;":
            first += 1
    while first < last and read.letters[first] == "w" and not is_surname(_word(read, first)):
        if kind == "introduced":
            return last, last
        first += 1
    while last > first and read.letters[last - 1] == "w" and not is_surname(_word(read, last - 1)):
        last -= 1
    return first, last


def _is_person(read: Read, kind: str, first: int, last: int) -> bool:
    if kind in _SAID:
        return _SAID[kind](read, first, last)
    if _NAMED_AFTER.search(read.letters[max(0, first - 4) : first]):
        return kind == "full" and not any(is_oblique(_word(read, at)) for at in range(first, last))
    if kind == "kin":
        return True
    if kind in ("pair", "initials", "patronymic"):
        return not _is_street(read, kind, first, last)
    return True


def _is_self(read: Read, first: int, last: int) -> bool:
    return _word(read, first - 1).lower() == "я" and not is_oblique(_word(read, first))


def _is_named(read: Read, first: int, last: int) -> bool:
    return read.letters[first] not in "VC" or (
        is_surname(_word(read, first)) and not _NAMED_AFTER.search(read.letters[max(0, first - 4) : first])
    )


def _is_led(read: Read, first: int, last: int) -> bool:
    return not any(is_oblique(_word(read, at)) for at in range(first, last))


def _is_street(read: Read, kind: str, first: int, last: int) -> bool:
    if kind != "initials" and _HOUSE_AFTER.match(read.letters, last):
        return True
    words = [_word(read, at) for at in range(first, last) if read.letters[at] in "SCBGAP" and len(_word(read, at)) > 1]
    return any(is_namesake(word) for word in words) and any(is_oblique(word) for word in words)


def _is_after_role(read: Read, first: int, last: int) -> bool:
    """An adjective after a role is a surname only where a deed or the end of the phrase follows it."""
    if _OF_BODY.search(read.letters, max(0, first - 2), first):
        return False
    if last - first > 1 or read.letters[first] not in "SB" or not is_adjective(_word(read, first)):
        return True
    after = read.letters[last : last + 1]
    return after in ("", ",", ";") or (after == "w" and _VERB.search(_word(read, last)) is not None)


def _is_any(read: Read, first: int, last: int) -> bool:
    return True


_SAID: dict[str, Callable[[Read, int, int], bool]] = {
    "self": _is_self,
    "introduced": _is_any,
    "called": _is_any,
    "role": _is_after_role,
    "named": _is_named,
    "led": _is_led,
}
"""What decides where words beside a name say that it is one."""


def _word(read: Read, at: int) -> str:
    return read.words[read.of_letter[at]]


def _place(text: str, read: Read, first: int, last: int) -> tuple[int, int]:
    start, end = read.places[read.of_letter[first]][0], read.places[read.of_letter[last - 1]][1]
    is_initial = read.letters[last - 1] == "I"
    return start, end + (is_initial and text[end : end + 1] == ".")
