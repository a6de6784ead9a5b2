"""The territory of a question: as a person or the source says, else as the text names it or its point shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from otklik.appeals.models import Question
from otklik.reference.ground import Ground, ground
from otklik.reference.models import Territory


@dataclass(frozen=True, slots=True)
class Pointed:
    """In which municipality the points of a batch lie: by question, only of those with a point; their names by code."""

    codes: Mapping[int, str]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Placed:
    """A question's territory by id, and why a person must choose it (Russian, empty where nobody need)."""

    territory_id: int | None
    dispute: str = ""


def pointed(questions: Sequence[Question]) -> Pointed:
    """Where the points of these questions lie; a query where any has one."""
    spots = {row.pk: (row.latitude, row.longitude) for row in questions
             if row.latitude is not None and row.longitude is not None}  # fmt: skip
    if not spots:
        return Pointed({}, {})
    here: Ground = ground()
    return Pointed(dict(zip(spots, here.municipalities(list(spots.values())), strict=True)), here.names)


def place(question: Question, told: str, by_point: Pointed, ids: Mapping[str, int]) -> Placed:
    """The territory of a question whose text tells the municipality of the code `told`, empty where it tells none.

    Where the text and the point name different ones and nobody has said which it is, a person decides.
    """
    said = question.territory_id or ids.get(question.stated.get("territory", ""))
    if said:
        return Placed(said)
    code = by_point.codes.get(question.pk, "")
    if told and code and told != code:
        return Placed(None, disagreement(_name(told, by_point.names), _name(code, by_point.names)))
    return Placed(ids.get(told) or ids.get(code))


def disagreement(told: str, shown: str) -> str:
    """What to tell a person where the text and the point name different municipalities."""
    return f"Текст говорит о «{told}», а точка лежит в «{shown}»: выберите, где это."


def _name(code: str, names: Mapping[str, str]) -> str:
    return names.get(code) or Territory.objects.filter(code=code).values_list("name", flat=True).first() or code
