"""What to ask the author, how long an answer is waited for, and what may come of silence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from otklik.deadlines import worktime
from otklik.reference.rules import Calendar, Hours
from otklik.reference.terms import Shift

APPEAL, CLOSE, RETURN = "appeal", "close", "return"
WORKING_DAYS, CALENDAR_DAYS = "working_days", "calendar_days"
NO_INFORMATION = "нет сведений для рассмотрения"
AskTexts = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A rule of waiting: so many days, a reminder so many before the end, and what is done when nobody answers."""

    legal_kind: str
    channel: str
    amount: int
    unit: str
    hours: Hours | None
    remind_before: int
    at_end: str
    result: str
    source: str


@dataclass(frozen=True, slots=True)
class Wait:
    """The term of one question to the author; `remind_at` None: nobody is reminded."""

    due_at: datetime
    remind_at: datetime | None


def what_to_ask(texts: AskTexts, topic: str, *, has_place: bool, has_matter: bool) -> str:
    """A clarifying question in Russian, or empty where nothing has to be asked.

    `texts` are by (code, asks). `topic` is the code of a topic or a group (`im.05.01`, `im.05`), empty where it is not
    known; the text of the nearest group above is taken, else the one for any letter. Some topics, such as payments,
    need no place.
    """
    lacks_place = not has_place and bool(_nearest(texts, topic, "place"))
    if has_matter:
        return _nearest(texts, topic, "place") if lacks_place else ""
    return _nearest(texts, topic, "both" if lacks_place else "matter")


def _nearest(texts: AskTexts, topic: str, asks: str) -> str:
    codes = [topic, *(topic[:end] for end in range(len(topic) - 1, 0, -1) if topic[end] == "."), ""]
    return next((texts[code, asks] for code in codes if (code, asks) in texts), "")


def choose(rules: Iterable[Waiting], *, legal_kind: str, channel: str) -> Waiting | None:
    """The rule of a letter: that of its channel, else of any channel; None where there is none."""
    fit = [rule for rule in rules if rule.legal_kind == legal_kind and rule.channel in ("", channel)]
    return max(fit, key=lambda rule: bool(rule.channel), default=None)


def end_of(rule: Waiting) -> str:
    """What is done at the end: an appeal by 59-ФЗ is never closed for silence, whatever a row says (art. 12 p. 1)."""
    return RETURN if rule.legal_kind == APPEAL else rule.at_end


def wait(rule: Waiting, start: datetime, *, calendar: Calendar, zone: tzinfo) -> Wait:
    """By when an answer is waited for, from `start`; the day of `start` is not counted. Raises YearNotLoaded."""
    if rule.unit == WORKING_DAYS:
        due_at = worktime.add_working_days(start, rule.amount, calendar=calendar, hours=rule.hours, zone=zone)
        before = worktime.add_working_days(due_at, -rule.remind_before, calendar=calendar, hours=rule.hours, zone=zone)
    else:
        due_at = worktime.add_calendar_days(start, rule.amount, calendar=calendar, shift=Shift.FOLLOWING, zone=zone)
        before = due_at - timedelta(days=rule.remind_before)
    return Wait(due_at, before if rule.remind_before and start < before < due_at else None)


def flaws(rule: Waiting) -> tuple[str, ...]:
    """Why a rule can't be put in force (Russian); empty when it can."""
    found = []
    if rule.legal_kind == APPEAL and rule.at_end == CLOSE:
        found.append("Обращение по 59-ФЗ за молчание не закрывают (ст. 12 ч. 1): выберите «Вернуть оператору».")
    if rule.at_end == CLOSE and not rule.result.strip():
        found.append("С каким результатом закрывать, не сказано: впишите, например «нет сведений для рассмотрения».")
    if not 0 < rule.amount < 100:
        found.append(f"Срок {rule.amount} вне границ: нужно от 1 до 99 дней.")
    if rule.remind_before and rule.remind_before >= rule.amount:
        found.append("Напоминание раньше самого вопроса: поставьте меньше дней, чем весь срок, или 0.")
    if not rule.source.strip():
        found.append("Основание пусто: назовите акт или решение.")
    return tuple(found)
