"""The same again without new arguments, answered more than once: the correspondence may be stopped."""

from otklik.answers.lawful.dossier import Check, Dossier, Seen
from otklik.answers.lawful.wording import met

_TIMES = 2


def _look(dossier: Dossier) -> Seen | None:
    if dossier.answered_before < _TIMES:
        return None
    return Seen(met("repeated", dossier.text), f"похожих вопросов этого автора закрыто: {dossier.answered_before}")


CHECK = Check(
    code="repeated",
    title="Повторное без новых доводов",
    why="Ответы уже давались не раз: руководитель может прекратить переписку, уведомив автора",
    outcome="repeated",
    act="reject",
    look=_look,
)
