"""Every question of the letter is spoken of; a question «когда?» gets a date, «почему?» a reason."""

from collections.abc import Callable, Iterator

from otklik.answers.review import deeds
from otklik.answers.review.answer_cut import AnswerCut
from otklik.answers.review.answer_text import INTERIM, SOLVED
from otklik.answers.review.asked import asks, matters_of
from otklik.answers.review.check import WARN, AnswerCheck, AnswerText, Spot


def _look(cut: AnswerCut) -> Iterator[Spot]:
    told = matters_of(cut)
    for ask in asks(cut.answer.question_text, cut.answer.topic_name):
        is_given = bool(ask.wants) and _GIVEN[ask.wants](cut)
        if not ask.matters & told and not is_given:
            yield Spot(0, 0, f"Об этом в ответе ни слова: «{ask.quote}»")
        elif ask.wants and not is_given and cut.answer.kind != INTERIM:
            yield Spot(0, 0, f"{_LACKS[ask.wants]}: «{ask.quote}»")


def _has_date(cut: AnswerCut) -> bool:
    """A date to come, or word that it is done already."""
    return deeds.has_due(cut) or (cut.answer.outcome in (SOLVED, "") and deeds.has_done(cut))


def _has_number(cut: AnswerCut) -> bool:
    return any(letter.isdigit() for letter in cut.text)


def _has_reason(cut: AnswerCut) -> bool:
    """A word of cause, or of what happened: «окулист ушла на пенсию»."""
    return bool(cut.met("reason", "not_ours")) or deeds.has_done(cut)


def _has_who(cut: AnswerCut) -> bool:
    return bool(cut.met("who"))


def _has_way(cut: AnswerCut) -> bool:
    return bool(cut.met("where_to", "step"))


_GIVEN: dict[str, Callable[[AnswerCut], bool]] = {
    "when": _has_date, "how_many": _has_number, "why": _has_reason, "who": _has_who, "where": _has_way,
}  # fmt: skip
_LACKS = {
    "when": "Спрашивают «когда», а даты или срока в ответе нет",
    "how_many": "Спрашивают «сколько», а числа в ответе нет",
    "why": "Спрашивают «почему», а причина в ответе не названа",
    "who": "Спрашивают «кто», а в ответе никто не назван",
    "where": "Спрашивают «куда», а в ответе не сказано",
}
_LETTER = "Когда починят фонари на улице Мира? И почему не вывозят мусор от дома 5?"

CHECK = AnswerCheck(
    code="every_question",
    title="Ответ не на все вопросы",
    why="Вопрос без ответа вернётся новым письмом",
    severity=WARN,
    good=AnswerText(
        "Фонари на улице Мира зажгли 14 ноября: меняли кабель. Мусор не вывозили, потому что сломался мусоровоз; "
        "сегодня контейнеры у дома 5 пустые.",
        question_text=_LETTER,
    ),
    bad=AnswerText("Фонари на улице Мира починят до 20 ноября.", question_text=_LETTER),
    look=_look,
)
