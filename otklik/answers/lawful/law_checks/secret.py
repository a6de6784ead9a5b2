"""State secrets are mentioned: the machine decides nothing here."""

from otklik.answers.lawful.dossier import Check, Dossier, Seen
from otklik.answers.lawful.wording import met


def _look(dossier: Dossier) -> Seen | None:
    words = met("secret", dossier.text)
    return Seen(words) if words else None


CHECK = Check(
    code="secret",
    title="Упомянута государственная тайна",
    why="Машина этого не решает: покажите человеку с допуском",
    outcome="secret",
    act="note",
    look=_look,
)
