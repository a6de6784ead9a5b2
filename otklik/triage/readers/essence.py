"""What a letter is about, in one sentence of its own words: what, where, since when, what is wanted."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from otklik.appeals.masking import Span
from otklik.triage.reader import Reader
from otklik.triage.words.phrases import Phrase, parts, sentences
from otklik.triage.words.telling import telling

LONGEST = 140
"""Characters of an essence."""

_LONGEST_READ = 6_000
_CHOSEN_FROM = 2_000
_WEIGHTS = {
    "subject": 2.0,
    "trouble": 1.5,
    "want": 0.8,
    "place": 0.8,
    "time": 0.6,
    "filler": -0.8,
    "number": 0.4,
    "capitals": 0.3,
    "not": 0.7,
}
_EARLY, _REPEATED = 1.6, 0.7
_QUESTION = 0.8


@dataclass(frozen=True, slots=True)
class EssenceReading:
    """One sentence of at most 140 characters; `has_matter` where it holds any word that says what is the matter.

    `wanted` and `since` point into the text that was read: what is asked for, and how long it has lasted.
    """

    text: str
    has_matter: bool
    wanted: Span | None
    since: Span | None


_WORD = re.compile(r"\w+")
_GREETING = re.compile(
    r"[\W_]{0,3}(?:(?:здравствуй(?:те)?|здраст[ву]*й?те|добр(?:ый|ого|ое) (?:день|дня|вечер|вечера|утро|утра)"
    r"|доброго времени суток|привет|уважаем\w+(?: [\w\[\]]+){0,4}?[,!]|подскажите|скажите|пожалуйста|будьте добры"
    r"|спасибо(?: за ответ)?|хотел\w* бы (?:узнать|спросить)|хочу (?:узнать|спросить)|можно узнать|интересует вопрос"
    r"|у меня (?:такой )?вопрос|заранее (?:спасибо|благодар\w+)|\[[А-ЯЁ ]+\][,!]?)(?!\w)[^\w\[«\"(№]*)+",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s+")

_PLEA = re.compile(
    r"\b(?:прошу|просим|просьба|требуем|требую|настаиваем|хотелось бы|хотим|помогите|убедительно|нельзя ли|можно ли"
    r"|почините|примите меры|сделайте|уберите|почистите|верните|замените|откройте|разберитесь|поставьте|добавьте"
    r"|обратите внимание)\b"
)
_WHEN = re.compile(
    r"\b(?:когда(?!.{0,2}(?:нибудь|то\b))|до каких пор|сколько ещ[её]|доколе|будет ли|будут ли)\b[^.!?\n]*\?"
)
_UNIT = r"(?:час\w*|суток|сутки|дн\w+|день|недел\w+|месяц\w*|полгода|год\w*|лет|зим\w*)"
_MONTH = r"(?:январ|феврал|март|апрел|ма|июн|июл|август|сентябр|октябр|ноябр|декабр)[ьяйае]\w{0,2}"
_DAY = (
    r"(?:понедельника|вторника|среды|четверга|пятницы|субботы|воскресенья|утра|вечера|вчера|вчерашнего|осени|весны"
    r"|зимы|лета)"
)
_COUNT = (
    r"(?:\d+(?:[-,.]\d+)?(?:-?[а-я]{1,2})?|дв[аеу]\w*|тр[иеё]\w*|четыр\w+|пят\w+|шест\w+|нескольк\w+|втор\w+|весь|всю"
    r"|цел\w+|полтора|год)"
)
_LASTING = re.compile(
    rf"\b(?:уже |вот уже |больше |более |почти |около )*(?:{_COUNT} ){{1,2}}{_UNIT}"
    r"(?= (?:назад|подряд|не|нет|без|жд|сид|прош))(?: назад| подряд)?"
    r"|\b(?:(?:вот )?уже|больше|более|на протяжении|в течени[еи]|который|которую|которые)"
    rf"(?: (?:{_COUNT}|много|как|более))? ?{_UNIT}\b"
    rf"|\b(?:треть|втор|четв[её]рт|пят|шест|седьм|десят)\w+ {_UNIT}\b"
)
_FROM = re.compile(
    rf"с(?<!\wс)о? (?:\d{{1,2}}\.\d{{1,2}}(?:\.\d{{2,4}})?|\d{{1,2}} {_MONTH}"
    rf"|(?:(?:начала|конца|середины|прошл\w+|сам\w+) )?(?:{_MONTH}|{_DAY}|\d{{4}})|прошлого года"
    r"|начала \w+(?: сезона)?)\b(?! (?:по|до)\b)(?: ?г(?:ода|\.)?(?!\w))?"
)
_UNITS_IN = ("недел", "месяц", "год", "лет", "сут", "дн", "день", "час", "зим")


def _read(texts: Sequence[str]) -> list[EssenceReading]:
    return [_one(text[:_LONGEST_READ]) for text in texts]


def _one(text: str) -> EssenceReading:
    low = text.lower()
    if len(low) != len(text):
        low = text
    greeting = _GREETING.match(text)
    start = greeting.end() if greeting else 0
    essence = _short(text, start) or _chosen(text, start)
    return EssenceReading(essence, _weigh(essence) >= _WEIGHTS["trouble"], _wanted(text, low), _since(low, start))


def _short(text: str, start: int) -> str:
    """The whole text without its greeting, where that fits."""
    if len(text) - start > 2 * LONGEST:
        return ""
    plain = _SPACE.sub(" ", text[start:] or text).strip()
    return plain if len(plain) <= LONGEST else ""


def _chosen(text: str, start: int) -> str:
    """The run of neighbouring parts that says most in 140 characters; what stands early counts for more."""
    text = text[:_CHOSEN_FROM]
    found = [piece for sentence in sentences(text) if sentence.end > start for piece in _pieces(text, sentence)]
    pieces = [Phrase(max(piece.start, start), piece.end) for piece in found if piece.end > start]
    if not pieces:
        return _cut(text[start:])
    worth = _repeated([_worth(text[piece.start : piece.end]) for piece in pieces])
    best, best_weight = pieces[0], -1e9
    for first, piece in enumerate(pieces):
        weight = _EARLY * (1 - piece.start / len(text))
        seen: set[str] = set()
        for last in range(first, len(pieces)):
            if pieces[last].end - piece.start > LONGEST and last > first:
                break
            weight += sum(worth[last][form] for form in worth[last].keys() - seen)
            seen |= worth[last].keys()
            if weight > best_weight:
                best, best_weight = Phrase(piece.start, pieces[last].end), weight
    chosen = text[best.start : best.end]
    greeting = _GREETING.match(chosen)
    return _cut(chosen[greeting.end() :] if greeting and greeting.end() < len(chosen) else chosen)


def _pieces(text: str, sentence: Phrase) -> list[Phrase]:
    return [sentence] if sentence.end - sentence.start <= LONGEST else list(parts(text, sentence))


def _repeated(worth: list[dict[str, float]]) -> list[dict[str, float]]:
    """A word that stands in several parts is what the letter is about: it adds more."""
    times = Counter(form for part in worth for form, weight in part.items() if weight >= _WEIGHTS["trouble"])
    more = {form for form, count in times.items() if count > 1}
    if not more:
        return worth
    return [{form: weight + _REPEATED * (form in more) for form, weight in part.items()} for part in worth]


def _weigh(text: str) -> float:
    return sum(weight for weight in _worth(text).values() if weight > 0)


def _worth(text: str) -> dict[str, float]:
    """What each different word of a part adds; a question adds its mark."""
    worth = {form: weight for form, weight in map(_weight, _WORD.findall(text)) if weight}
    if text.endswith("?"):
        worth["?"] = _QUESTION
    return worth


@lru_cache(maxsize=1 << 16)
def _weight(word: str) -> tuple[str, float]:
    """The dictionary form of a word and what it adds to a matter."""
    form, kind = telling(word)
    return form, _WEIGHTS.get(kind, 0.0)


def _cut(text: str) -> str:
    """The text up to its last whole word that fits, with an ellipsis where something is left out."""
    text = _SPACE.sub(" ", text).strip(" ,;:-–—")
    if len(text) <= LONGEST:
        return text
    kept = text[:LONGEST]
    return (kept.rsplit(" ", 1)[0] if " " in kept else "").rstrip(" ,;:-–—([") + "…" if " " in kept else ""


def _wanted(text: str, low: str) -> Span | None:
    found = _PLEA.search(low) or ("?" in low and _WHEN.search(low)) or None
    if not found:
        return None
    start = found.start()
    end = next((one.end for one in sentences(text[start : start + 400])), 0)
    if end > LONGEST:
        end = len(text[start : start + LONGEST].rsplit(" ", 1)[0])
    return Span("wanted", start, start + end)


def _since(low: str, start: int) -> Span | None:
    """How long it has lasted, looked for after the greeting: добрый день is no time."""
    found = None
    body = low[start:]
    if any(unit in body for unit in _UNITS_IN):
        found = _LASTING.search(low, start)
    if not found and (" с" in body or body.startswith("с")):
        found = _FROM.search(low, start)
    return Span("since", *found.span()) if found else None


READER = Reader(
    code="essence",
    title="Суть",
    why="Чтобы в ленте было видно, о чём письмо, без чтения его целиком",
    read=_read,
)
