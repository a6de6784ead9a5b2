"""What was answered before and what is said now agree, or the change is explained."""

import re
from collections.abc import Iterator

from otklik.answers.review import deeds
from otklik.answers.review.answer_cut import AnswerCut
from otklik.answers.review.answer_text import PLANNED, REFUSED, SOLVED, AnswerText
from otklik.answers.review.check import WARN, AnswerCheck, Spot

_DAY = re.compile(r"(\d{1,2})(?:\.(\d{1,2})|\D{0,5} ([а-я]{3}))")
_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")


def _look(cut: AnswerCut) -> Iterator[Spot]:
    if not cut.answer.earlier or cut.met("again", "sorry"):
        return
    before = AnswerCut(AnswerText(cut.answer.earlier[-1]))
    if _was_solved(before) and cut.answer.outcome in (PLANNED, REFUSED):
        yield Spot(0, 0, "Раньше ответили, что сделано, теперь — что нет. Объясните, что изменилось")
    if before.met("denied") and not cut.met("denied") and cut.answer.outcome == SOLVED:
        yield Spot(0, 0, "Раньше ответили, что нарушения нет, теперь — что устранили. Объясните расхождение")
    if before.met("not_ours") and not cut.met("not_ours") and cut.answer.outcome in (SOLVED, PLANNED):
        yield Spot(0, 0, "Раньше ответили, что вопрос не ваш. Объясните, почему теперь отвечаете вы")
    was, now = _promised(before), _promised(cut)
    if was and now and not was & now.keys():
        yield Spot(*next(iter(now.values())), f"Раньше обещали другой срок ({_told(was)}). Объясните перенос")


def _was_solved(cut: AnswerCut) -> bool:
    return any(deeds.done(cut, one) for one in cut.sentences) and bool(cut.met("solved")) and not cut.met("unsolved")


def _promised(cut: AnswerCut) -> dict[tuple[int, int], tuple[int, int]]:
    """Days promised in the text, as day and month, each with its place."""
    found = {}
    for sentence in cut.sentences:
        if deeds.to_come(cut, sentence):
            for when in cut.whens_in(sentence):
                day = _day(cut.low[when.begins : when.ends]) if when.kind == "day" else None
                if day:
                    found[day] = (when.begins, when.ends)
    return found


def _day(written: str) -> tuple[int, int] | None:
    """Day and month of «до 15 июля», «15.07.2026»."""
    found = _DAY.search(written)
    if not found:
        return None
    named = (number for number, month in enumerate(_MONTHS, 1) if found[3] and found[3].startswith(month))
    return int(found[1]), int(found[2]) if found[2] else max(named, default=0)


def _told(days: dict[tuple[int, int], tuple[int, int]]) -> str:
    day, month = next(iter(days))
    return f"{day:02}.{month:02}"


CHECK = AnswerCheck(
    code="contradiction",
    title="Расходится с прежним ответом",
    why="Человек хранит прежний ответ и сравнит",
    severity=WARN,
    good=AnswerText(
        "Раньше мы обещали 1 ноября, но подрядчик сорвал срок. Отремонтируем до 20 ноября.",
        outcome=PLANNED,
        earlier=("Отремонтируем до 1 ноября.",),
    ),
    bad=AnswerText("Отремонтируем до 20 ноября.", outcome=PLANNED, earlier=("Отремонтируем до 1 ноября.",)),
    look=_look,
)
