"""Lines of «Мои вопросы» as the template shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from otklik.answers.models import Answer
from otklik.appeals.states import Desk
from otklik.facts import mine
from otklik.facts.mine import Due
from otklik.facts.models import Fact
from otklik.screens.operator.names import Names
from otklik.screens.operator.rows import Mark, due_tone, source_icon

_FREE = Mark("Никто не взял", "user", "accent")
_PART = Mark("Нужна наша часть", "users", "accent")
_REOPENED = Mark("Открыт снова", "refresh", "risk")
_ANSWERS = {
    Answer.State.DRAFT: Mark("Черновик", "pencil", ""),
    Answer.State.RETURNED: Mark("На доработку", "arrow-back-up", "risk"),
    Answer.State.APPROVAL: Mark("На согласовании", "hourglass", ""),
    Answer.State.APPROVED: Mark("Публикуется", "send", "done"),
}
_WAITS = {
    Desk.AUTHOR: Mark("Ждёт автора", "hourglass", ""),
    Desk.ROUTING: Mark("Возвращён координатору", "arrow-back-up", ""),
    Desk.ARBITER: Mark("Ждёт арбитра", "scale", ""),
}


@dataclass(frozen=True, slots=True)
class MineLine:
    """One question of the desk."""

    id: int
    version: int
    marks: tuple[Mark, ...]
    source: str
    source_icon: str
    excerpt: str
    topic: str
    where: str
    body: str
    due_at: datetime | None
    due_tone: str
    # What the person's body is asked for, where another one leads.
    asked: str
    may_take: bool


def lines(found: Sequence[Due], names: Names, person_id: int, *, now: datetime) -> tuple[MineLine, ...]:
    """The lines in their order."""
    return tuple(_line(one, names, person_id, now) for one in found)


def _line(one: Due, names: Names, person_id: int, now: datetime) -> MineLine:
    fact = one.fact
    where = (names.territory(fact.territory_code) if fact.territory_code else "", fact.place)
    return MineLine(
        id=fact.question_id,
        version=fact.version,
        marks=tuple(_marks(one, person_id)),
        source=fact.source_name or names.channel(fact.channel),
        source_icon=source_icon(fact.source_name, fact.channel),
        excerpt=fact.excerpt,
        topic=names.topic(fact.topic_code) if fact.topic_code else "",
        where=", ".join(part for part in where if part),
        body=names.body(fact.body_id),
        due_at=one.due_at,
        due_tone=due_tone(one.due_at, now),
        asked=one.asked,
        may_take=not one.asked and fact.assignee_id is None,
    )


def _marks(one: Due, person_id: int) -> list[Mark]:
    fact = one.fact
    if one.asked and fact.assignee_id != person_id:
        return [_PART]
    found = [Mark("Срочно", "flag", "danger")] if fact.urgency == "now" else []
    if fact.reopened:
        found.append(_REOPENED)
    if fact.assignee_id is None:
        found.append(_FREE)
    if (said := _said(fact)) is not None:
        found.append(said)
    return found


def _said(fact: Fact) -> Mark | None:
    """What the question waits for, else how far its answer is; of one opened again the old answer says nothing."""
    if fact.waits_for in _WAITS:
        return _WAITS[Desk(fact.waits_for)]
    return _ANSWERS.get(Answer.State(fact.answer_state)) if fact.answer_state else None


PARTS = {
    mine.OWN: "на мне",
    mine.FREE: "никто не взял",
    mine.ASKED: "нужна наша часть",
    mine.REWORK: "на доработку",
    mine.REOPENED: "открыты снова",
}
TERMS = {"late": "просрочено", "today": "сегодня", "tomorrow": "завтра"}
