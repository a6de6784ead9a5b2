"""What changed since yesterday, and what only a head can mend: in words, each figure with its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse

from otklik.indicators.highlights import Day, Highlights
from otklik.indicators.rules import Period, Slice
from otklik.screens.head.saying import Piece, Sentence, sentence
from otklik.screens.parts.tell import number, plural
from otklik.screens.slices.links import rows_url

_CONFLICTS: Mapping[str, tuple[str, tuple[str, str, str], str]] = {
    "untaken": ("alarm", ("срочный никем не взят", "срочных никем не взяты", "срочных никем не взяты"), "danger"),
    "disputed": ("hand-stop", ("спор органов ждёт решения", "спора органов ждут решения",
                               "споров органов ждут решения"), "risk"),
    "going_round": ("route", ("вопрос ходит по кругу: передан трижды и больше",
                              "вопроса ходят по кругу: переданы трижды и больше",
                              "вопросов ходят по кругу: переданы трижды и больше"), "risk"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class News:
    """One line: its icon and what it says."""

    icon: str
    says: Sentence


def since_yesterday(seen: Highlights) -> tuple[News, ...]:
    """Yesterday and today so far: what came, what was answered, what fell overdue."""
    days = Period(seen.today - timedelta(days=1), seen.today)
    came = seen.received[0] + seen.received[1]
    made = [News("inbox", sentence("пришло ", Piece(number(came), _rows("received", days) if came else "")))]
    made.append(News("circle-check", _answers(seen.days(0, 2), days)))
    late = seen.standing("newly_late")
    if late:
        words = plural(late, "вопрос просрочен", "вопроса просрочены", "вопросов просрочены")
        made.append(
            News("alert-triangle", sentence(Piece(number(late), f"{reverse('head-rows')}?what=newly_late", "danger"),
                                            f" {words}"))
        )  # fmt: skip
    else:
        made.append(News("check", sentence("новых просроченных нет")))
    return tuple(made)


def conflicts(seen: Highlights) -> tuple[News, ...]:
    """Urgent ones that nobody took, quarrels of bodies, questions that go round; only those that there are."""
    made = []
    for code, (icon, forms, tone) in _CONFLICTS.items():
        if count := seen.standing(code):
            figure = Piece(number(count), f"{reverse('head-rows')}?what={code}", tone)
            made.append(News(icon, sentence(figure, f" {plural(count, *forms)}")))
    return tuple(made)


def _answers(given: Day, days: Period) -> Sentence:
    if not given.answers:
        return sentence("ответов не было")
    told = sentence("отвечено на ", Piece(number(given.answers), _rows("answered", days)))
    if not given.late:
        return (*told, Piece(", все в срок"))
    return (*told, *sentence(", поздно ", Piece(number(given.late), _rows("late_by", days), "risk")))


def _rows(measure: str, days: Period) -> str:
    return rows_url(Slice((measure,), (), days), measure)
