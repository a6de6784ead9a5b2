"""The box «Сроки» of a card: how each clock stands, when it stood and why, what a person may do with it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from otklik.answers.models import Promise
from otklik.answers.promised.promises import Given
from otklik.deadlines.models import Clock
from otklik.deadlines.queries import ClockCard, Turn
from otklik.deadlines.reasons import Reason, reasons
from otklik.deadlines.rules import ClockState
from otklik.flow.desks.desk_queries import Card
from otklik.offices.rules import Scope, Verb

_KINDS = dict(Clock.Kind.choices)
# A word, an icon, a tone: never colour alone.
_STATES = {
    ClockState.ON_TIME: ("идёт", "clock", ""),
    ClockState.AT_RISK: ("срок близко", "alert-triangle", "risk"),
    ClockState.LATE: ("просрочен", "alarm", "danger"),
    ClockState.PAUSED: ("стоит", "player-pause", ""),
    ClockState.DONE_ON_TIME: ("сделано в срок", "check", "done"),
    ClockState.DONE_LATE: ("сделано с опозданием", "alarm", "danger"),
}
# What became of a promise, once it is said.
_VERDICTS = {
    Promise.Verdict.KEPT: ("выполнено", "check", "done"),
    Promise.Verdict.BROKEN: ("не выполнено в срок", "alarm", "danger"),
    Promise.Verdict.WITHDRAWN: ("снято с контроля", "ban", ""),
}
_IDLE = ("больше не идёт", "ban", "")


@dataclass(frozen=True, slots=True)
class Term:
    """A clock with its state in words; `turns` are its pauses and recounts in order."""

    clock: ClockCard
    kind: str
    word: str
    icon: str
    tone: str
    # Of a promise: what was promised and what came of it.
    promised: Given | None
    # Counting down to `due_at` has a sense.
    is_running: bool

    @property
    def turns(self) -> tuple[Turn, ...]:
        return self.clock.turns

    @property
    def is_promise(self) -> bool:
        return self.clock.kind == Clock.Kind.PROMISE

    @property
    def is_owed(self) -> bool:
        return self.is_promise and self.clock.done_at is None

    @property
    def is_late(self) -> bool:
        return self.tone == "danger"


@dataclass(frozen=True, slots=True)
class TermsBox:
    """All clocks of a question, and what this person may do with them; `most_days` 0: the answer can't be extended."""

    terms: tuple[Term, ...]
    nearest: Term | None
    most_days: int
    reasons: tuple[Reason, ...]
    may_promise: bool
    may_keep: bool
    tomorrow: date


def box(card: Card, scope: Scope, now: datetime) -> TermsBox:
    """The terms of a card as they stand at `now`."""
    is_open = card.fact.is_open
    terms = tuple(_term(clock, card.promised.get(clock.id), now, is_open=is_open) for clock in card.clocks)
    return TermsBox(
        terms=terms,
        nearest=next((term for term in terms if term.is_running), None),
        most_days=_most_days(card, now) if scope.may(Verb.EXTEND) and is_open else 0,
        reasons=tuple(reasons().values()),
        may_promise=scope.may(Verb.WORK) and is_open,
        may_keep=scope.may(Verb.WORK),
        tomorrow=timezone.localdate(now) + timedelta(days=1),
    )


def _term(clock: ClockCard, promised: Given | None, now: datetime, *, is_open: bool) -> Term:
    # Nothing but a promise burns any more on a question that is closed or not considered.
    is_alive = is_open or clock.kind == Clock.Kind.PROMISE
    is_idle = clock.done_at is None and not is_alive
    word, icon, tone = _IDLE if is_idle else _STATES[clock.state(now)]
    if promised and clock.done_at is not None:
        word, icon, tone = _VERDICTS.get(Promise.Verdict(promised.verdict or Promise.Verdict.KEPT), (word, icon, tone))
    is_running = clock.done_at is None and clock.paused_at is None and is_alive
    is_again = clock.kind == Clock.Kind.ANSWER and clock.ordinal > 1
    return Term(clock, "Новый ответ" if is_again else _KINDS[clock.kind], word, icon, tone, promised, is_running)


def _most_days(card: Card, now: datetime) -> int:
    """By how many days the answer may be extended now; 0 where it was, or its policy knows no extension."""
    answer = next((clock for clock in card.clocks if clock.kind == Clock.Kind.ANSWER and not clock.done_at), None)
    if answer is None or answer.extra_days or answer.state(now) not in (ClockState.ON_TIME, ClockState.AT_RISK):
        return 0
    return answer.extension_days
