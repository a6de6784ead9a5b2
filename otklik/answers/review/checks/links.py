"""Links open: those that did not when they were tried, and those that can't by their form."""

import re
from collections.abc import Iterator

from otklik.answers.review.answer_cut import AnswerCut
from otklik.answers.review.check import WARN, AnswerCheck, AnswerText, Spot

LINK = re.compile(r"(?:https?:/{0,2}|www\.)[^\s<>«»\"']*[^\s<>«»\"'.,;:!?)]", re.IGNORECASE)
_FORM = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[^\W\d_]{2,20}(?::\d{2,5})?(?:[/?#].*)?", re.IGNORECASE)


def links(text: str) -> tuple[str, ...]:
    """The addresses in a text that are well formed, each once."""
    found = (match[0] for match in LINK.finditer(text))
    return tuple(dict.fromkeys(link for link in found if _FORM.fullmatch(link)))


def _look(cut: AnswerCut) -> Iterator[Spot]:
    for match in LINK.finditer(cut.text):
        if not _FORM.fullmatch(match[0]):
            yield Spot(*match.span(), "В адресе ошибка: проверьте его")
        elif match[0] in cut.answer.dead_links:
            yield Spot(*match.span(), "Страница не открылась: проверьте адрес")


CHECK = AnswerCheck(
    code="links",
    title="Ссылка не открывается",
    why="Человек придёт по ссылке и ничего не найдёт",
    severity=WARN,
    good=AnswerText("Расписание: https://transport.example.ru/schedule"),
    bad=AnswerText("Расписание: https://transport.example.ru/old", dead_links=("https://transport.example.ru/old",)),
    look=_look,
)
