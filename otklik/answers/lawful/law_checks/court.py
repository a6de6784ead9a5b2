"""An appeal against a decision of a court: it is returned, only a higher court may look at it."""

from otklik.answers.lawful.dossier import Check, Dossier, Seen
from otklik.answers.lawful.wording import met


def _look(dossier: Dossier) -> Seen | None:
    words = met("court", dossier.text)
    return Seen(words) if words else None


CHECK = Check(
    code="court",
    title="Обжалует судебное решение",
    why="Решение суда проверяет только вышестоящий суд: письмо возвращают с разъяснением",
    outcome="court",
    act="reject",
    look=_look,
)
