"""What a word may be in a name: each word of a text as one letter, so that names are patterns of letters."""

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

from rumorph import Analyzer

from otklik.appeals.cutting import Column, current
from otklik.appeals.text import TOKEN, canonical, lemma

# G given name · A given name that is also a word · h given name in small letters · P patronymic · p the same in small
# letters · S surname · B surname that is also a word · V word that ends as surnames do · T place · C unknown with a
# capital · c the same, all capitals · O ordinary with a capital · I initial · i single capital · R role · K kin
# N what a name is given after · Y I, we · E what stands between a role and a surname · U what is named after people
# H before a house number · X illness · Q a kind of person · D number · m name mark · M other mark · w any other word

_FOLDER = Path(__file__).parent
_LETTERS = {
    "street": "U",
    "house": "H",
    "illness": "X",
    "role": "R",
    "kin": "K",
    "intro": "N",
    "self": "Y",
    "org": "E",
    "person": "Q",
}
_WORD = re.compile(r"(\[[^\]\n]{1,40}\]|\d+(?:[/-]\d+)*(?:[а-яА-Я](?!\w))?|[^\W\d_]+(?:-[^\W\d_]+)*)")
_PLAIN_GAP = re.compile(r"[ \t\xa0]{1,3}")
_AFTER_SHORT = re.compile(r"\.[ \t\xa0]{0,3}")
_SHORT = re.compile(r"гр|тов|зав|зам|гл|ул|пр|просп|пер|пл|бул|наб|мкрн?|им|ост|пос|кв|стр|корп|св|[пcдгрок]")
_PATRONYMIC = re.compile(r"[а-я]{2,}(?:(?:ов|ев)ич(?:|а|у|ем|е)|(?:ов|ев)н(?:а|ы|е|у|ой|ою))")
_SURNAME = re.compile(
    r"[а-я]{2,}(?:(?:[оеё]в|[иы]н)(?:|а|у|ым|е|ой)|[сц]к(?:ий|ого|ому|им|ом|ая|ой|ую)|енко|ук|юк|дзе|швили|[аь]?ян)"
)

_PLACE_ADJECTIVE = re.compile(r"[сц]к(?:ий|ого|ому|им|ом|ая|ой|ую)$")
_OF_SURNAMES = re.compile(r"..(?:[ое]в|[иы]н)(?:|а|у|ым|е|ой)$")
_MAY_BE_SMALL = re.compile(r"вич|вн|ичн|льич")
_SMALL_NAMES = ("Pat", "Giv")
_RUN = re.compile(r"\w+")

_analyzer = Analyzer()


def _listed(file: str) -> list[dict[str, str]]:
    with (_FOLDER / file).open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


_GIVEN = {row["name"].lower(): row["alone"] == "1" for row in _listed("given_names.csv")}
_GIVEN_BEGINNINGS = frozenset(name[:3] for name in _GIVEN)
_WORDS = {row["word"]: _LETTERS[row["kind"]] for row in reversed(_listed("words.csv")) if row["kind"] in _LETTERS}
NAMESAKES = frozenset(row["word"] for row in _listed("words.csv") if row["kind"] == "namesake")
"""Surnames that streets and squares bear, in dictionary form."""


@dataclass(frozen=True, slots=True)
class Read:
    """A text as its words with their places, and one letter a word.

    `letters` has `,`, `-` or `;` besides, where more than a space parts two words; `of_letter[i]` is the number
    of the word that the letter `i` stands for.
    """

    words: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    letters: str
    of_letter: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Read":
        """The text cut into words; a full stop after an initial or a short form parts nothing."""
        pieces = _WORD.split(text)
        words = pieces[1::2]
        edges = list(accumulate(map(len, pieces)))
        letters: list[str] = []
        of_letter: list[int] = []
        for number, word in enumerate(words):
            between = pieces[2 * number]
            if number and between != " " and (gap := _gap(between, words[number - 1])):
                letters.append(gap)
                of_letter.append(number - 1)
            letters.append(letter(word) if len(word) > 1 else _alone(word, pieces[2 * number + 2]))
            of_letter.append(number)
        places = tuple(zip(edges[0:-1:2], edges[1::2], strict=True))
        return cls(tuple(words), places, "".join(letters), tuple(of_letter))


UNREAD = Read((), (), "", ())
"""Of a text in which nothing is suspected."""


def _gap(between: str, before: str) -> str:
    if _PLAIN_GAP.fullmatch(between):
        return ""
    if _AFTER_SHORT.fullmatch(between) and (
        (len(before) == 1 and before.isupper()) or _SHORT.fullmatch(before.lower())
    ):
        return ""
    return {",": ",", "-": "-"}.get(between.strip(" "), ";")


def _alone(word: str, after: str) -> str:
    if word.islower():
        # «с.» is a village, «с» is with whom.
        return letter(word) if after.startswith(".") else "Y" if word == "я" else "w"
    return "I" if word.isupper() and after.startswith(".") else letter(word)


def codes(text: str) -> str:
    """One letter a word, gaps left out: enough to tell whether a text may hold a name or an illness."""
    vocabulary = current()
    cut = vocabulary.cut(text)
    # What cleaning took away may be personal too.
    numbers = cut.numbers if cut.cleaned == text else vocabulary.numbers(TOKEN.split(text)[1::2])
    return "".join(map(_CODES.over(vocabulary).__getitem__, numbers))


def _code(token: str) -> str:
    return "".join(map(letter, _RUN.findall(token)))


_CODES = Column(_code)


@lru_cache(maxsize=1 << 16)
def letter(word: str) -> str:
    """What one word, as written, may be in a name."""
    if not word[0].isalpha():
        return "D" if word[0] != "[" else "m" if word == "[ИМЯ]" else "M"
    if len(word) == 1:
        return "i" if word.isupper() and word != "Я" else _WORDS.get(word.lower(), "w")
    if _is_short_form(word):
        return _WORDS.get(word.lower(), "c")
    plain = canonical(word)
    known = _WORDS.get(plain) or _WORDS.get(lemma(plain))
    if known:
        return known
    return _capital(plain, word) if word[0].isupper() else _small(plain)


def _is_short_form(word: str) -> bool:
    """ВОВ, ГИС, ТОСов."""
    return (word.isupper() and len(word) <= 3) or not (word[1:].islower() or word.isupper() or "-" in word)


@dataclass(frozen=True, slots=True)
class _Senses:
    """What the dictionary knows of a word: how likely it is a name of each type ("" for none), and its given names.

    Adjectives made of surnames are left out, as the surname has the same form.
    """

    is_known: bool
    lemmas: frozenset[str]
    givens: tuple[bool, ...]
    share: Mapping[str, float]

    @classmethod
    def of(cls, plain: str) -> "_Senses":
        senses = _analyzer.analyze(plain)
        share: defaultdict[str, float] = defaultdict(float)
        for sense in senses:
            if "Poss" not in sense.labels:
                share[sense.feats.get("NameType") or ""] += sense.prob
        whole = sum(share.values()) or 1.0
        is_known = any(sense.source == "dictionary" for sense in senses)
        lemmas = frozenset(sense.lemma.replace("ё", "е") for sense in senses)
        givens = tuple(_GIVEN[one] for one in lemmas if one in _GIVEN)
        return cls(is_known, lemmas, givens, defaultdict(float, {kind: part / whole for kind, part in share.items()}))


def _small(plain: str) -> str:
    if not _MAY_BE_SMALL.search(plain) and plain[:3] not in _GIVEN_BEGINNINGS:
        return "w"
    # Most such words are no names in any sense; it costs less to see that than to weigh the senses.
    if not (any(sense.feats.get("NameType") in _SMALL_NAMES for sense in _analyzer.analyze(plain))
            or _PATRONYMIC.fullmatch(plain)):  # fmt: skip
        return "w"
    senses = _Senses.of(plain)
    if senses.share["Pat"] >= 0.5 or (not senses.is_known and _PATRONYMIC.fullmatch(plain)):
        return "p"
    return "h" if senses.share["Giv"] >= 0.5 and any(senses.givens) else "w"


def _capital(plain: str, word: str) -> str:
    senses = _Senses.of(plain)
    if not senses.is_known:
        return _unknown(senses, plain, word)
    share = senses.share
    if share["Pat"] >= 0.3:
        return "P"
    if senses.givens and share["Giv"] > share["Sur"]:
        return "G" if any(senses.givens) and share["Giv"] >= 0.3 else "A"
    if share["Sur"] > 0 and share["Sur"] >= share["Geo"]:
        return "B" if share[""] >= 0.5 else "S"
    return "V" if _OF_SURNAMES.search(plain) else "T" if share["Geo"] > 0.2 else "O"


def _unknown(senses: _Senses, plain: str, word: str) -> str:
    if plain in _GIVEN or senses.givens:
        return "G"
    if _PATRONYMIC.fullmatch(plain):
        return "P"
    if _SURNAME.fullmatch(plain):
        return "S"
    return "c" if word.isupper() and len(word) <= 5 else "C"


def is_surname(word: str) -> bool:
    """Whether a word, in letters of any size, is first of all a surname."""
    plain = canonical(word)
    senses = _Senses.of(plain)
    return senses.share["Sur"] >= 0.5 if senses.is_known else bool(_SURNAME.fullmatch(plain))


def is_namesake(word: str) -> bool:
    """Whether streets bear this surname, in any case of it."""
    plain = canonical(word)
    return plain in NAMESAKES or not NAMESAKES.isdisjoint(_Senses.of(plain).lemmas)


def is_adjective(word: str) -> bool:
    """Whether a surname looks like an adjective of a place: Чусовской, Пермская."""
    return _PLACE_ADJECTIVE.search(canonical(word)) is not None


def is_oblique(word: str) -> bool:
    """Whether the word can not stand in the nominative of one person."""
    return all(
        sense.feats.get("Case") != "Nom" or sense.feats.get("Number") == "Plur"
        for sense in _analyzer.analyze(canonical(word))
    )
