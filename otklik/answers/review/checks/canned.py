"""Nearly the same text was given to other people."""

from collections.abc import Iterator

from otklik.answers.review.answer_cut import AnswerCut
from otklik.answers.review.check import WARN, AnswerCheck, AnswerText, Like, Spot

_TEXT = "Спасибо за обращение! Ваше мнение важно для нас."


def _look(cut: AnswerCut) -> Iterator[Spot]:
    like = cut.answer.canned
    if like and like.others:
        share = round(100 * like.share)
        yield Spot(
            0, 0, f"Такой же ответ дали другим: {like.others}, слова совпадают на {share} %. Скажите об этом месте"
        )


CHECK = AnswerCheck(
    code="canned",
    title="Шаблонный ответ",
    why="Соседи сравнивают ответы: одинаковый текст про разные места читают как отписку",
    severity=WARN,
    good=AnswerText(_TEXT),
    bad=AnswerText(_TEXT, canned=Like(others=14, share=0.96)),
    look=_look,
)
