"""Several people write together: to whom the answer goes must be decided."""

from otklik.answers.lawful.dossier import Check, Dossier, Seen
from otklik.answers.lawful.wording import met


def _look(dossier: Dossier) -> Seen | None:
    words = met("collective", dossier.text)
    return Seen(words) if words else None


CHECK = Check(
    code="collective",
    title="Коллективное обращение",
    why="Отметьте, кому отвечать: первому подписавшему или названному представителю",
    outcome="collective",
    act="note",
    look=_look,
)
