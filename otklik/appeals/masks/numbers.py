"""Phones, cards, documents, plates, mail and profile links: told by form, and by check digits where it has them."""

import re

from otklik.appeals.masks.spans import Formed, Span


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
    return length == 11 or (length == 10 and written[0] in "9(") or (5 <= length <= 7 and "-" in written)


_PLATE_LETTERS = "АВЕКМНОРСТУХавекмнорстухABEKMHOPCTYXabekmhopctyx"

EMAIL = Formed("email", "[ПОЧТА]", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63})+"), _any)

PROFILE = Formed(
    "profile",
    "[ПРОФИЛЬ]",
    re.compile(
        r"(?:https?://)?(?:www\.|m\.)?(?<!\w)(?:vk\.(?:com|ru)|ok\.ru|t\.me|(?:instagram|facebook)\.com)/[\w./?=&%-]*[\w/]"
        r"|\[(?:id|club)\d+\|[^\]\n]{1,80}\]"
        r"|\b(?:телеграм|телега|тг|инстаграм|вконтакте|вк|вайбер)\w{0,3}[ :]{1,3}(?P<place>@\w{4,32})",
        re.IGNORECASE,
    ),
    _any,
)

_PROFILE_SIGNS = ("@", "vk.", "ok.ru", "t.me", "instagram.", "facebook.", "[id", "[club")


def profiles(text: str) -> list[Span]:
    """Links to profiles, looked for only where a part of one stands: most strokes in a text part other things."""
    low = text.lower()
    return PROFILE.spans(text) if any(sign in low for sign in _PROFILE_SIGNS) else []


NUMBERS = (
    Formed(
        "card", "[КАРТА]", re.compile(r"(?<![\d-])[2-6]\d{3}([ -]?)\d{4}\1\d{4}\1\d{4}(?:\1\d{2,3})?(?![\d-])"), is_card
    ),
    Formed("snils", "[СНИЛС]", re.compile(r"(?<!\d)\d{3}[- ]?\d{3}[- ]?\d{3}[- ]?\d\d(?!\d)"), is_snils),
    Formed("inn", "[ИНН]", re.compile(r"(?<![\d+])(?:\d{12}|\d{10})(?!\d)"), is_inn),
    Formed(
        "passport",
        "[ПАСПОРТ]",
        re.compile(
            r"паспорт\w*\D{0,20}?\d\d ?\d\d\D{0,12}\d{6}(?!\d)"
            r"|сери[яию]\D{0,5}\d\d ?\d\d\D{1,12}\d{6}(?!\d)"
            r"|загран\w*\D{0,12}\d\d ?(?:№ ?)?\d{7}(?!\d)|(?<!\w)[IVXХ]{1,4}-[А-Я]{2} ?(?:№ ?)?\d{6}(?!\d)"
            r"|(?<![\d-])\d\d ?\d\d(?: |, | ?№ ?)\d{6}(?![\d-])",
            re.IGNORECASE,
        ),
        _any,
    ),
    Formed(
        "phone",
        "[ТЕЛЕФОН]",
        re.compile(
            r"(?<![\d+])(?:\+7|[78])[\s.-]{0,3}\(?\d{3,5}\)?[\s.-]{0,3}\d{1,3}(?:[\s.-]?\d{2}){2}(?![\d-])"
            r"|(?<![\d ])[78](?: \d){10}(?! ?\d)|(?<=[^\d ] )[78](?: \d){10}(?! ?\d)"
            r"|\b(?i:мой (?:тел|номер)|домашн|моб|сот)\w{0,9}(?: тел\w{0,7})?[.:]?\s{0,2}"
            r"(?P<place>\d{1,3}-\d\d-\d\d)(?![\d-])"
            r"|(?<![\d-])9\d\d[\s-]?\d{3}(?:[\s-]?\d\d){2}(?![\d-])|\(\d{3,5}\)[\s-]?\d{1,3}(?:[\s-]?\d\d){2}(?![\d-])"
        ),
        _is_phone,
    ),
)

PLATE = Formed(
    "plate",
    "[НОМЕР АВТО]",
    re.compile(
        rf"(?<!\w)[{_PLATE_LETTERS}](?:\d{{3}}[{_PLATE_LETTERS}]{{2}} ?(?:\d{{2,3}}(?: ?(?:rus|RUS))?)?"
        rf"| ?\d{{3}} ?[{_PLATE_LETTERS}]{{2}} ?\d{{2,3}}(?: ?(?:rus|RUS))?)(?!\w)"
        rf"|(?:[Пп]рицеп|[Тт]акси|[Мм]отоцикл|[Нн]омер|[Мм]ашина|[Аа]вто) "
        rf"(?P<place>[{_PLATE_LETTERS}]{{2}} ?\d{{3,4}} ?\d\d"
        rf"|\d{{4}} ?[{_PLATE_LETTERS}]{{2}} ?\d\d)(?!\w)"
    ),
    _any,
)
