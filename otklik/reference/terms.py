"""Policies of terms as values: their versions, drafts, and what makes a draft wrong."""

import re
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
class Regime:
    """What a policy says beside its terms.

    `may_pause`: the clock stands while the author is asked. `extension_days`: the most calendar days by which a term
    may be extended, once; 0 is never. `warn_percent`: a term is at risk when less than this share of it is left.
    `season_from`, `season_to`: days of the year «MM-DD», both included, in which the policy applies; empty is all year.
    `needs_photo`: the answer must show what was done.
    """

    may_pause: bool = False
    extension_days: int = 0
    warn_percent: int = 25
    season_from: str = ""
    season_to: str = ""
    needs_photo: bool = False

    def is_in_season(self, day: date) -> bool:
        """Whether the policy applies on `day`; a season may pass the New Year."""
        if not self.season_from:
            return True
        now = f"{day:%m-%d}"
        if self.season_from <= self.season_to:
            return self.season_from <= now <= self.season_to
        return now >= self.season_from or now <= self.season_to

    def meets(self, other: "Regime") -> bool:
        """Whether both seasons hold some day, both being set, or both are all year."""
        if not self.season_from or not other.season_from:
            return self.season_from == other.season_from
        # 2024 is a leap year: each day of a season is looked at.
        days = (date(2024, 1, 1) + timedelta(days=number) for number in range(366))
        return any(self.is_in_season(day) and other.is_in_season(day) for day in days)


ALL_YEAR = Regime()


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
    regime: Regime = ALL_YEAR

    def is_in_force(self, day: date) -> bool:
        """Whether this version is in its dates on `day`, in or out of its season."""
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
    regime: Regime = ALL_YEAR


def policy_flaws(draft: PolicyDraft, versions: Iterable[Policy], others: Iterable[Policy]) -> tuple[str, ...]:
    """Why `draft` can't become the next of `versions` beside the `others` in use; empty when it can."""
    name = f"Политика «{draft.code}»"
    return (
        *(f"{name}: поле «{label}» пусто." for label, text in _required(draft) if not text.strip()),
        *_term_flaws(name, draft),
        *_regime_flaws(name, draft.regime),
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


def _regime_flaws(name: str, regime: Regime) -> Iterable[str]:
    if not 0 < regime.warn_percent < 100:
        yield f"{name}: порог риска {regime.warn_percent} % вне границ; нужно от 1 до 99."
    if not 0 <= regime.extension_days < 1000:
        yield f"{name}: продление {regime.extension_days} дней вне границ; нужно от 0 до 999."
    season = (regime.season_from, regime.season_to)
    if any(season) and not all(_is_day(text) for text in season):
        yield f"{name}: сезон «{season[0]}»–«{season[1]}» не читается; нужны оба дня в виде ММ-ДД, например 04-16."


def _is_day(text: str) -> bool:
    if not re.fullmatch(r"\d\d-\d\d", text):
        return False
    try:
        date.fromisoformat(f"2024-{text}")
    except ValueError:
        return False
    return True


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
        is_met = is_same and other.code != draft.code and draft.regime.meets(other.regime)
        if draft.is_in_use and is_met and _overlap(draft, other):
            yield f"{name}: для той же области уже действует «{other.code}»; снимите её или сузьте область."


def _overlap(draft: PolicyDraft, other: Policy) -> bool:
    starts_in_time = other.valid_to is None or draft.valid_from <= other.valid_to
    return starts_in_time and (draft.valid_to is None or other.valid_from <= draft.valid_to)
