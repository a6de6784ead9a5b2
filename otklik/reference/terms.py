"""Policies of terms as values: their versions, drafts, and what makes a draft wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from otklik.reference.rules import Hours


class Shift(StrEnum):
    """Where a last day goes that falls on a day off."""

    PRECEDING = "preceding"
    FOLLOWING = "following"
    NONE = "none"


class Unit(StrEnum):
    """What an amount of time is counted in."""

    HOURS = "hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"


MILESTONES = ("registration", "forwarding", "reaction", "answer", "solution")


@dataclass(frozen=True, slots=True)
class Term:
    """How long until one milestone: `amount` of `unit`."""

    kind: str
    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Policy:
    """A version of a rule of terms; empty channel, topic or importance means any."""

    id: int
    code: str
    title: str
    legal_kind: str
    channel: str
    topic_code: str
    importance: str
    hours: Hours | None
    shift: Shift
    is_in_use: bool
    valid_from: date
    valid_to: date | None
    terms: tuple[Term, ...]
    source: str

    def is_in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class PolicyDraft:
    """A new version of a policy as a form or a table gives it; terms are (kind, amount, unit)."""

    code: str
    title: str
    legal_kind: str
    valid_from: date
    source: str
    terms: tuple[tuple[str, int, str], ...]
    channel: str = ""
    topic_code: str = ""
    importance: str = ""
    hours_code: str = ""
    shift: str = Shift.PRECEDING
    is_in_use: bool = True
    valid_to: date | None = None


def policy_flaws(draft: PolicyDraft, versions: Iterable[Policy], others: Iterable[Policy]) -> tuple[str, ...]:
    """Why `draft` can't become the next of `versions` beside the `others` in use; empty when it can."""
    name = f"Политика «{draft.code}»"
    return (
        *(f"{name}: поле «{label}» пусто." for label, text in _required(draft) if not text.strip()),
        *_term_flaws(name, draft),
        *_date_flaws(name, draft, tuple(versions)),
        *_clash_flaws(name, draft, others),
    )


def _required(draft: PolicyDraft) -> tuple[tuple[str, str], ...]:
    return (
        ("код", draft.code),
        ("название", draft.title),
        ("правовой вид", draft.legal_kind),
        ("акт-источник", draft.source),
    )


def _term_flaws(name: str, draft: PolicyDraft) -> Iterable[str]:
    if not draft.terms:
        yield f"{name}: нет ни одного срока; добавьте хотя бы срок ответа."
    if draft.shift not in tuple(Shift):
        yield f"{name}: правила переноса «{draft.shift}» нет; есть {', '.join(Shift)}."
    kinds = [kind for kind, _, _ in draft.terms]
    for row, (kind, amount, unit) in enumerate(draft.terms, 1):
        if kind not in MILESTONES:
            yield f"{name}, срок {row}: вехи «{kind}» нет; есть {', '.join(MILESTONES)}."
        if kinds.index(kind) < row - 1:
            yield f"{name}, срок {row}: веха «{kind}» указана дважды; оставьте одну."
        yield from _amount_flaws(f"{name}, срок {row}", amount, unit, draft.hours_code)


def _amount_flaws(name: str, amount: int, unit: str, hours_code: str) -> Iterable[str]:
    if not 0 < amount < 10_000:
        yield f"{name}: величина {amount} вне границ; нужно целое от 1 до 9999."
    if unit not in tuple(Unit):
        yield f"{name}: единицы «{unit}» нет; есть {', '.join(Unit)}."
    if unit == Unit.WORKING_HOURS and not hours_code:
        yield f"{name}: для рабочих часов нужен режим работы; укажите его."


def _date_flaws(name: str, draft: PolicyDraft, versions: tuple[Policy, ...]) -> Iterable[str]:
    if draft.valid_to is not None and draft.valid_to < draft.valid_from:
        yield f"{name}: действует до {draft.valid_to:%d.%m.%Y}, раньше начала {draft.valid_from:%d.%m.%Y}."
    last = max(versions, key=lambda version: version.valid_from, default=None)
    if last is None:
        return
    if draft.valid_from <= last.valid_from:
        yield (
            f"{name}: версия с {draft.valid_from:%d.%m.%Y} пересекается с версией с {last.valid_from:%d.%m.%Y};"
            " новая версия начинается позже прежней."
        )
    if last.valid_to is not None and draft.valid_from > last.valid_to + timedelta(days=1):
        yield (
            f"{name}: между {last.valid_to:%d.%m.%Y} и {draft.valid_from:%d.%m.%Y} разрыв;"
            f" начните с {last.valid_to + timedelta(days=1):%d.%m.%Y}."
        )


def _clash_flaws(name: str, draft: PolicyDraft, others: Iterable[Policy]) -> Iterable[str]:
    own = (draft.legal_kind, draft.channel, draft.topic_code, draft.importance)
    for other in others:
        is_same = own == (other.legal_kind, other.channel, other.topic_code, other.importance)
        if draft.is_in_use and other.code != draft.code and is_same and _overlap(draft, other):
            yield f"{name}: для той же области уже действует «{other.code}»; снимите её или сузьте область."


def _overlap(draft: PolicyDraft, other: Policy) -> bool:
    starts_in_time = other.valid_to is None or draft.valid_from <= other.valid_to
    return starts_in_time and (draft.valid_to is None or other.valid_from <= draft.valid_to)
