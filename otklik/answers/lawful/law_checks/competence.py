"""A matter of another body: courts, pensions, banks, conscription, police. It is forwarded, the author is told."""

from otklik.answers.lawful.dossier import Check, Dossier, Seen
from otklik.answers.lawful.wording import met


def _look(dossier: Dossier) -> Seen | None:
    # A decision of a court is returned, not forwarded: the other check speaks of it.
    words = met("forward", dossier.text)
    return Seen(words) if words and not met("court", dossier.text) else None


CHECK = Check(
    code="competence",
    title="Решает другой орган",
    why="Вопрос вне ведения региона пересылают и сообщают об этом автору",
    outcome="forward",
    act="forward",
    look=_look,
)
