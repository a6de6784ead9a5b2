"""Personal data in a text put out of sight: what has a form of its own, and check digits where it has them."""

import re
from bisect import insort
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the original text, `start` and `end` in characters, and the kind of what stands there."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Masked:
    """The text with marks in place of personal data, and where in the original they stood, in order."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class _Kind:
    code: str
    mark: str
    form: re.Pattern[str]
    is_real: Callable[[str], bool]


def mask(text: str) -> Masked:
    """Phones, e-mails, cards, СНИЛС, ИНН, passports, profile links and car plates become marks.

    A number with check digits counts only if they agree; where two kinds overlap, the first of KINDS has it.
    Names and addresses are not looked for here.
    """
    spans = tuple(_spans(text))
    if not spans:
        return Masked(text, ())
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    kept = [text[start:end] for start, end in list(pairwise(edges))[::2]]
    marks = [_MARKS[span.kind] for span in spans] + [""]
    return Masked("".join(piece + mark for piece, mark in zip(kept, marks, strict=True)), spans)


def _spans(text: str) -> list[Span]:
    found: list[Span] = []
    for kind in _looked_for(text):
        for match in kind.form.finditer(text):
            span = Span(kind.code, *match.span())
            if kind.is_real(match.group()) and not _overlaps(span, found):
                insort(found, span, key=_start)
    return found


def _looked_for(text: str) -> Iterator[_Kind]:
    """The kinds that may be in the text: most texts have no long number and no link, and are not searched again."""
    if "@" in text or "/" in text or "|" in text:
        yield from _LINKS
    if _NUMBER.search(text):
        yield _PLATE
        if _LONG_NUMBER.search(text):
            yield from _NUMBERS


def _start(span: Span) -> int:
    return span.start


def _overlaps(span: Span, others: list[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)


def _digits(written: str) -> list[int]:
    return [int(sign) for sign in written if sign.isdecimal()]


def _any(_: str) -> bool:
    return True


def is_card(written: str) -> bool:
    """Whether 13-19 digits agree with their last one. Source: ISO/IEC 7812-1, annex B (Luhn)."""
    digits = _digits(written)
    if not 13 <= len(digits) <= 19 or not any(digits):
        return False
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(digits[-1::-2])) % 10 == 0


def is_snils(written: str) -> bool:
    """Whether eleven digits agree with their last two. Source: order of the Pension Fund board of 2006-07-31 N 192п."""
    digits = _digits(written)
    if len(digits) != 11 or not any(digits):
        return False
    weighed = sum(digit * weight for digit, weight in zip(digits[:9], range(9, 0, -1), strict=True))
    return weighed % 101 % 100 == digits[9] * 10 + digits[10]


def is_inn(written: str) -> bool:
    """Whether 10 or 12 digits agree with their last one or two. Source: order of ФНС of 2012-06-29 N ММВ-7-6/435@."""
    digits = _digits(written)
    if len(digits) not in (10, 12) or not any(digits):
        return False
    places = (9,) if len(digits) == 10 else (10, 11)
    return all(digits[place] == _inn_check(digits, place) for place in places)


def _inn_check(digits: list[int], place: int) -> int:
    weights = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)[11 - place :]
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False)) % 11 % 10


def _is_phone(written: str) -> bool:
    length = len(_digits(written))
    return length == 11 or (length == 10 and written[0] in "9(")


_NUMBER = re.compile(r"\d\d\d")
_LONG_NUMBER = re.compile(r"\d(?:[\s().№nN,-]{0,4}\d){5}|\d\d ?\d\d\D{1,12}\d{6}")
_PLATE_LETTERS = "АВЕКМНОРСТУХавекмнорстухABEKMHOPCTYXabekmhopctyx"

_LINKS = (
    _Kind("email", "[ПОЧТА]", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63})+"), _any),
    _Kind(
        "profile",
        "[ПРОФИЛЬ]",
        re.compile(
            r"(?:https?://)?(?:www\.|m\.)?(?<!\w)(?:vk\.(?:com|ru)|ok\.ru|t\.me|(?:instagram|facebook)\.com)/[\w./?=&%-]*[\w/]"
            r"|\[(?:id|club)\d+\|[^\]\n]{1,80}\]",
            re.IGNORECASE,
        ),
        _any,
    ),
)

_NUMBERS = (
    _Kind(
        "card", "[КАРТА]", re.compile(r"(?<![\d-])[2-6]\d{3}([ -]?)\d{4}\1\d{4}\1\d{4}(?:\1\d{2,3})?(?![\d-])"), is_card
    ),
    _Kind("snils", "[СНИЛС]", re.compile(r"(?<!\d)\d{3}[- ]?\d{3}[- ]?\d{3}[- ]?\d\d(?!\d)"), is_snils),
    _Kind("inn", "[ИНН]", re.compile(r"(?<![\d+])(?:\d{12}|\d{10})(?!\d)"), is_inn),
    _Kind(
        "passport",
        "[ПАСПОРТ]",
        re.compile(
            r"паспорт\w*\D{0,20}?\d\d ?\d\d\D{0,12}\d{6}(?!\d)"
            r"|сери[яию]\D{0,5}\d\d ?\d\d\D{1,12}\d{6}(?!\d)|(?<![\d-])\d\d ?\d\d(?: |, | ?№ ?)\d{6}(?![\d-])",
            re.IGNORECASE,
        ),
        _any,
    ),
    _Kind(
        "phone",
        "[ТЕЛЕФОН]",
        re.compile(
            r"(?<![\d+])(?:\+7|[78])[\s-]{0,3}\(?\d{3,5}\)?[\s-]{0,3}\d{1,3}(?:[\s-]?\d{2}){2}(?![\d-])"
            r"|(?<![\d-])9\d\d[\s-]?\d{3}(?:[\s-]?\d\d){2}(?![\d-])|\(\d{3,5}\)[\s-]?\d{1,3}(?:[\s-]?\d\d){2}(?![\d-])"
        ),
        _is_phone,
    ),
)

_PLATE = _Kind(
    "plate",
    "[НОМЕР АВТО]",
    re.compile(
        rf"(?<!\w)[{_PLATE_LETTERS}](?:\d{{3}}[{_PLATE_LETTERS}]{{2}} ?(?:\d{{2,3}}(?: ?(?:rus|RUS))?)?"
        rf"| ?\d{{3}} ?[{_PLATE_LETTERS}]{{2}} ?\d{{2,3}}(?: ?(?:rus|RUS))?)(?!\w)"
    ),
    _any,
)

KINDS = (*_LINKS, _PLATE, *_NUMBERS)
"""What is looked for; the narrower form stands before the wider."""

_MARKS = {kind.code: kind.mark for kind in KINDS}
