"""What needs a person now: each mark is a condition on a fact, counted and listed by the same declaration."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import ibis
from ibis.expr.types import BooleanValue, Table

ROUNDS = 3
"""Passed on so many times, a question goes round."""
Condition = Callable[[Table, datetime], BooleanValue]


@dataclass(frozen=True)
class Mark:
    """`title` heads the list, `says` tells what it holds; `of` gets the facts as of now and the moment it speaks of."""

    code: str
    title: str
    says: str
    of: Condition


def is_late_at(facts: Table, moment: datetime) -> BooleanValue:
    """Whether its answer was owed and overdue at a moment of the past, by the term that it has now.

    What was ended without an answer owed none from then on; of one opened again only the last term is known.
    """
    at = ibis.literal(moment, type="timestamp('UTC')")
    ended = ibis.coalesce(facts.answer_done_at, facts.closed_at)
    is_owed = ibis.ifelse(ended.isnull(), facts.is_open & facts.paused_at.isnull(), ended >= at)
    return ((facts.answer_due_at < at) & (facts.received_at < at) & is_owed).fill_null(False)


def late_spans(facts: Table, *, since: datetime, until: datetime) -> Table:
    """From when to when (`begins`, `ends`; null: still) each answer was overdue that was so at all between two moments.

    At any moment between them those are overdue that `is_late_at` finds.
    """
    first, last = (ibis.literal(moment, type="timestamp('UTC')") for moment in (since, until))
    ended = ibis.coalesce(facts.answer_done_at, facts.closed_at)
    begins = ibis.greatest(facts.answer_due_at, facts.received_at)
    is_owed = ibis.ifelse(ended.isnull(), facts.is_open & facts.paused_at.isnull(), (ended >= first) & (ended > begins))
    facts_owed = facts.answer_due_at.notnull() & (begins < last) & is_owed
    return facts.filter(facts_owed).select(begins=begins, ends=ended)


def _newly_late(facts: Table, moment: datetime) -> BooleanValue:
    return facts.is_overdue & (facts.due_at >= ibis.literal(moment, type="timestamp('UTC')"))


MARKS: Mapping[str, Mark] = {
    one.code: one
    for one in (
        Mark("overdue", "Просрочено сейчас", "Срок прошёл, ответа нет.", lambda facts, moment: facts.is_overdue),
        Mark("at_risk", "Под угрозой", "Срок ещё не прошёл, но бо́льшая его часть позади.",
             lambda facts, moment: facts.is_at_risk),
        Mark("newly_late", "Просрочены со вчерашнего дня", "Срок прошёл вчера или сегодня, ответа нет.", _newly_late),
        Mark("late_then", "Были просрочены неделю назад",
             "Ответ к тому часу был нужен и не был дан; срок — каким он стоит сейчас.", is_late_at),
        Mark("untaken", "Срочные, никем не взятые", "Угроза жизни, авария или отключение — и никто не взял в работу.",
             lambda facts, moment: facts.is_open & (facts.urgency == "now") & facts.taken_at.isnull()),
        Mark("going_round", "Ходят по кругу", f"Открыты и переданы {ROUNDS} раза или больше.",
             lambda facts, moment: facts.is_open & (facts.transfers >= ROUNDS)),
        Mark("disputed", "Спор органов", "Органы не согласны, чей вопрос: ждут решения арбитра.",
             lambda facts, moment: facts.is_open & (facts.waits_for == "arbiter")),
    )
}  # fmt: skip
"""By code."""
