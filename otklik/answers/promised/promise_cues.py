"""Whether a day named in an answer is promised: what the words around it say was, will be, may be, or is a rule."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rumorph import Analysis, Analyzer

from otklik.answers.promised.dates_told import Told


class Tense(StrEnum):
    """What a verb says of time."""

    FUTURE = "future"
    PRESENT = "present"
    PAST = "past"
    PASSIVE = "passive"
    ORDER = "order"
    INFINITIVE = "infinitive"
    OTHERS = "others"
    NONE = ""


_analyzer = Analyzer()
_WORD = re.compile(r"[а-яa-z]+(?:-[а-яa-z]+)*")
_PLANNED = re.compile(
    r"(?:за)?план(?:ируе|иру[юе]|ирова[нт]|овы)|намечен|намечае|предусмотрен|предусматрива|предстоит|ожидае|рассчитыва|намерен"
    r"|обяза(?:н|ны|на|но|тельств)$|обязуе|должн|должен|готов[ыао]?$|назначен|включен|срок|внесен|ориентировочн|гарантируе|обеща[ею]|"
    r"обещаем|предполагае|заплан|поставлен|перенес|продл|отложен|сдвин|сможем|смогут|сможет|сможете"
)
_ORDERED = re.compile(
    r"поруч|предписан|выдано|выданы|направлено|обязал|обязали|указано|потребова|решен[оие]|согласован|установлен|"
    r"утвержден|заключен|определен|дан[оы]?$"
)
_THEIRS = re.compile(
    r"прос(?:им|ьба)|рекоменд|предлага[ею]|можете|можно|вправе|приглаша|жд[её]м$|обрат(?:иться|итесь)|оплат|позвон|"
    r"подайте|подать|запис(?:аться|ывайтесь)|запишитесь|прием$|принимае|принимаю|явиться|представьте|предостав(?:ить|ьте)"
)
_NEGATED = re.compile(
    r"(?<![а-я])не(?:т\s+возможности|возможно|льзя|целесообразно)|отказ(?:ано|ать)|не\s+представляется|(?<![а-я])не\s+(?:могут|может|можем|"
    r"удастся|смож\w+|буд\w+|планиру\w+|запланирован\w*|предусм\w+|предполага\w+|намечен\w*|включен\w*|обеща\w+|гарантир\w+|ожида\w+)"
)
_NOT = re.compile(r"(?<![а-я])не\s+$")
_WEATHER = re.compile(
    r"(?:,\s*)?(?:при\s+(?:условии\s+)?(?:благоприятн\w+|подходящ\w+|хорош\w+)[^,.;]{0,40}|(?:при\s+условии\s+|если\s+)[^,.;]{0,40}погод\w*"
    r"(?:\s+\w+)?)"
)
_CONDITION = re.compile(
    r"(?<![а-я])(?:если|в\s+случае|при\s+условии|при\s+наличии|при\s+поступлении|при\s+выделении|при\s+достаточн\w+|по\s+мере|"
    r"в\s+зависимости|при\s+возможности|возможно|не\s+исключено|вероятно|может\s+быть|мог(?:ут|ла|ли|ло)?\s+(?:быть|бы)|может\s+начаться"
    r"|с\s+учетом\s+(?:выделени|финансировани)\w+|в\s+пределах\s+выделен\w+|хотелось\s+бы|постара\w+|рассматривается\s+(?:вопрос|возможност)\w*"
    r"|прорабатыва\w+|вопрос\s+о)"
)
_LAW = re.compile(
    r"закон|59-фз|(?<![а-я])фз(?![а-я])|стать[яеию]|(?<![а-я])ст\.\s*\d|част[ьи]ю?\s+\d|пункт\w*\s+\d|(?<![а-я])п\.\s*\d|"
    r"постановлени|правил(?:а|ам|ами|\s)|норматив|(?<![а-я])гост|санпин|регламент|кодекс|вправе|имеет\w*\s+право|срок\w*\s+(?:рассмотрения|"
    r"предоставления|подачи|обжалования)|рассматрива|обжалова|по\s+общему\s+правилу|не\s+превыша|составляет"
)
_FROM_A_MOMENT = re.compile(
    r"(?:со\s+дня|с\s+момента|с\s+даты|с\s+начала|после|по\s+истечении|до\s+(?:начала|проведения|окончания))\s+(?!направления\s+(?:настоящ|данн|эт)"
    r"|настоящ|данн\w+\s+ответ|этого\s+ответ|получения\s+(?:настоящ|эт|данн))"
)
_REGULAR = re.compile(
    r"ежемесячн|ежегодн|еженедельн|ежедневн|ежеквартальн|кажд(?:ый|ую|ое|ого|ой|ые|ых)|круглый\s+год|регулярно|(?<![а-я])по\s+(?:понедельник|"
    r"вторник|сред|четверг|пятниц|суббот|воскресень)\w+|раз\s+в\s|режим\w*\s+работы|график\w*\s+(?:прием|работы)|постоянно"
)
_VALID = re.compile(
    r"(?:договор|контракт|лицензи|разрешени|соглашени|тариф|запрет|мораторий|программ|стратеги|документ)\w*[^,;]{0,60}(?:действ|рассчитан|на\s+период)"
    r"|гарантийн|срок\w*\s+действия|действу[ею]т|действительн|рассчитан[аоы]?\s+(?:на|до)|сохраня(?:ет|ют)ся"
)
_SAID = re.compile(
    r"(?:вы\s+(?:пишете|сообщаете|указываете|указали|написали|просите)|по\s+вашим\s+словам|в\s+(?:вашем\s+)?обращении\s+(?:указ|говор|сооб))"
)
_BEFORE_NO_TERM = re.compile(
    r"(?:(?<![а-я])от|№|по\s+состоянию|не\s+ранее(?:\s+чем)?|не\s+раньше(?:\s+чем)?|ранее|прошл\w+|с\s+прошл\w+|в\s+ответ\s+на|дат[аы]|датирован\w*)\s*$"
)
# «по замерам 26 августа поток меньше нормы»: when it was looked at, not by when anything is owed.
_LOOKED = re.compile(
    r"(?:по\s+(?:замер|данн|итог|результат|осмотр|проверк|наблюдени|сведени)\w+|замер\w*|осмотр\w*|проверк\w+)\s*$"
)
# «210 машин в час» is how many, not how soon.
_RATE = re.compile(r"в\s+(?:час|сутки|день|неделю|месяц|квартал|год)$")
_COUNTED = re.compile(r"\d[\d\s,.]*(?:[а-я%]+\.?\s+){0,2}$")
_OWN_NO_TERM = re.compile(r"(?:от|за)\s")
_WILL_BE, _WAS = frozenset({"будет", "будут", "быть"}), frozenset({"был", "была", "было", "были"})
_COMMA = re.compile(r"[,;()]")
_CLAUSE = re.compile(r"[,;:()]|\s[-–—]\s|\s(?:а|но|однако)\s")


@dataclass(frozen=True, slots=True)
class Verb:
    """A word that governs: where it stands in the sentence, and what it says."""

    begins: int
    ends: int
    tense: Tense
    is_negated: bool


def is_promise(sentence: str, one: Told) -> bool:
    """Whether something is owed by the day `one` of a sentence, which is in lower case with «е» for «ё»."""
    before = sentence[: one.begins]
    if one.is_past or _BEFORE_NO_TERM.search(before[-20:]) or _LOOKED.search(before[-40:]):
        return False
    if _RATE.match(sentence[one.begins : one.ends]) and _COUNTED.search(before[-40:]):
        return False
    if not one.is_span and _OWN_NO_TERM.match(sentence[one.begins :]):
        return False
    if before.count("«") > before.count("»"):
        return False
    clause, wide = _clause(sentence, one, _CLAUSE), _clause(sentence, one, _COMMA)
    bare = _WEATHER.sub(" ", sentence)
    if _CONDITION.search(bare) or _SAID.search(sentence) or _REGULAR.search(wide) or _VALID.search(wide):
        return False
    if one.is_span and (_LAW.search(sentence) or _FROM_A_MOMENT.search(sentence)):
        return False
    verb = _governing(sentence, one)
    return _is_owed(verb, one, sentence, clause)


def _is_owed(verb: Verb | None, one: Told, sentence: str, clause: str) -> bool:
    if _NEGATED.search(clause):
        return False
    if verb is None:
        return not _THEIRS.search(clause)
    if verb.is_negated or verb.tense in (Tense.PAST, Tense.OTHERS):
        return False
    if verb.tense is Tense.PASSIVE:
        return False
    if verb.tense is Tense.PRESENT:
        return not one.is_span
    return True


def _clause(sentence: str, one: Told, break_: re.Pattern[str]) -> str:
    """The run of words between breaks in which the day stands."""
    begins = max((match.end() for match in break_.finditer(sentence, 0, one.begins)), default=0)
    end = break_.search(sentence, one.ends)
    return sentence[begins : end.start() if end else len(sentence)]


def _governing(sentence: str, one: Told) -> Verb | None:
    """The nearest verb; of another clause each comma makes it further."""
    verbs = list(_verbs(sentence, one))
    return min(verbs, key=lambda verb: _distance(sentence, verb, one), default=None)


def _distance(sentence: str, verb: Verb, one: Told) -> float:
    between = sentence[verb.ends : one.begins] if verb.ends <= one.begins else sentence[one.ends : verb.begins]
    parted = len(_CLAUSE.findall(between)) * 8 + between.count(" и ") * 3
    # An infinitive says nothing by itself: what governs it does.
    return len(_WORD.findall(between)) + parted + (100 if verb.tense is Tense.INFINITIVE else 0)


def _verbs(sentence: str, one: Told) -> Iterator[Verb]:
    words = [match for match in _WORD.finditer(sentence) if match.end() <= one.begins or match.start() >= one.ends]
    tenses = [tense(match.group()) for match in words]
    for place, match in enumerate(words):
        own = _in_context(tenses, words, place)
        if own is not Tense.NONE:
            is_negated = bool(_NOT.search(sentence[max(0, match.start() - 4) : match.start()]))
            yield Verb(match.start(), match.end(), own, is_negated)


def _in_context(tenses: list[Tense], words: list[re.Match[str]], place: int) -> Tense:
    """«будет выполнен» will be, «было запланировано» was, «поручено до …» is owed by order."""
    own = tenses[place]
    before = {match.group() for match in words[max(0, place - 4) : place]}
    after = {match.group() for match in words[place + 1 : place + 3]}
    if own in (Tense.PASSIVE, Tense.ORDER) and (before & _WILL_BE or (after & _WILL_BE and "и" not in after)):
        return Tense.FUTURE
    if own in (Tense.FUTURE, Tense.ORDER) and (before | after) & _WAS:
        return Tense.PAST
    if own is Tense.ORDER:
        # «выдано предписание устранить до …»; «ответ направлен 3 июля» is a thing done.
        return Tense.FUTURE if any(one is Tense.INFINITIVE for one in tenses) or _has_term(words) else Tense.PASSIVE
    return own


def _has_term(words: list[re.Match[str]]) -> bool:
    return any(match.group().startswith(("срок", "поруч", "предписан")) for match in words)


@lru_cache(maxsize=1 << 15)
def tense(word: str) -> Tense:
    """What one word says of time by itself."""
    if _THEIRS.match(word):
        return Tense.OTHERS
    found = _analyzer.analyze(word)
    first = found[0] if found else None
    if _PLANNED.match(word) and not (
        first and first.feats.get("Tense") == "Past" and first.feats.get("VerbForm") == "Fin"
    ):
        return Tense.FUTURE
    if _ORDERED.match(word):
        return Tense.ORDER
    return _of_verb(first) if first is not None and first.pos in ("VERB", "AUX") else Tense.NONE


def _of_verb(first: Analysis) -> Tense:
    form, told = first.feats.get("VerbForm"), first.feats.get("Tense")
    if form == "Inf":
        return Tense.INFINITIVE
    if form == "Part":
        return Tense.PASSIVE if first.feats.get("Variant") == "Short" else Tense.NONE
    if form != "Fin":
        return Tense.NONE
    if first.feats.get("Mood") == "Imp":
        return Tense.OTHERS
    return {"Fut": Tense.FUTURE, "Past": Tense.PAST, "Pres": Tense.PRESENT}.get(told or "", Tense.NONE)
