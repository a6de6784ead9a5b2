"""As long as the channel bears."""

from collections.abc import Iterator

from otklik.answers.review.answer_cut import AnswerCut
from otklik.answers.review.answer_text import Bounds
from otklik.answers.review.check import HINT, AnswerCheck, AnswerText, Spot

_IN_NETWORK = Bounds(60, 1500, is_public=True)


def _look(cut: AnswerCut) -> Iterator[Spot]:
    within, length = cut.answer.bounds, len(cut.answer.text.strip())
    if within and length < within.shortest:
        yield Spot(0, 0, f"Коротко: {length} знаков, здесь обычно от {within.shortest}")
    elif within and length > within.longest:
        yield Spot(0, 0, f"Длинно: {length} знаков, здесь обычно до {within.longest}")


CHECK = AnswerCheck(
    code="length",
    title="Длина не для этого канала",
    why="В сети читают с телефона, в письме ждут подробностей",
    severity=HINT,
    good=AnswerText("Фонарь у дома 3 починили вчера, 14 ноября: заменили лампу и провод.", bounds=_IN_NETWORK),
    bad=AnswerText("Сделано.", bounds=_IN_NETWORK),
    look=_look,
)
