"""The place of a body or a municipality in the latest published ranking, for its passport and for the head."""

from dataclasses import dataclass

from otklik.offices.rules import Scope
from otklik.ranking import periods, queries
from otklik.ranking.queries import PastPlace
from otklik.ranking.rules import Subject as Ranked
from otklik.screens.head.subjects import Subject
from otklik.screens.ranking.choice import subject_url


@dataclass(frozen=True, slots=True)
class Place:
    """«3–5 из 12, октябрь 2026», or that it has no place; `href` explains it."""

    told: str
    href: str


def place(subject: Subject, scope: Scope) -> Place | None:
    """In the last month that was published; None where it stands in none. Three queries; nothing is counted."""
    months = [one for one in queries.history(subject.kind, subject.key, scope) if "W" not in one.key]
    if not months:
        return None
    last = months[-1]
    href = subject_url(Ranked(subject.kind, subject.key, subject.code, subject.title), last.key)
    return Place(f"{_told(last)}, {periods.title(last.key)}", href)


def _told(last: PastPlace) -> str:
    if not last.place:
        return "вне мест: мало вопросов"
    places = f"{last.place_low}" if last.place_low == last.place_high else f"{last.place_low}–{last.place_high}"
    return f"{places} из {last.of}"
