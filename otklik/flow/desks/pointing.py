"""Where the point of a question lies, and whether it agrees with the territory that the question has."""

from dataclasses import dataclass

from otklik.appeals.models import Question
from otklik.reference import points
from otklik.reference.ground import ground
from otklik.reference.models import Territory


@dataclass(frozen=True, slots=True)
class PointLine:
    """A point as the card shows it: «58.0105, 56.2502», the municipality there (empty: none is drawn), whether it is
    another one than the question's."""

    text: str
    municipality: str
    is_elsewhere: bool


def point_line(question: Question) -> PointLine | None:
    """The point of a question, None where its letter brought none. At most one query, and another for a village."""
    if question.latitude is None or question.longitude is None:
        return None
    spot, here = (question.latitude, question.longitude), ground()
    code = here.municipalities([spot])[0]
    own = _municipality(question.territory)
    return PointLine(points.told(spot), here.names.get(code, ""), bool(own and code and own != code))


def _municipality(territory: Territory | None) -> str:
    if territory is None or territory.kind == Territory.Kind.REGION:
        return ""
    return territory.parent.code if territory.kind == Territory.Kind.SETTLEMENT and territory.parent else territory.code
