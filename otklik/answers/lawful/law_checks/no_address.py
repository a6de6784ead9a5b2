"""No address for the answer, neither of a house nor of a mailbox."""

from otklik.answers.lawful.dossier import Check, Dossier, Seen


def _look(dossier: Dossier) -> Seen | None:
    return None if dossier.has_address else Seen(remark="нет ни почтового, ни электронного адреса для ответа")


CHECK = Check(
    code="no_address",
    title="Нет адреса для ответа",
    why="Ответ некуда отправить; если автора можно спросить, спросите",
    outcome="no_answer",
    act="note",
    look=_look,
)
