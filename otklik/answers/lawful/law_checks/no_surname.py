"""No surname: no answer is owed, unless a crime is told of."""

from otklik.answers.lawful.dossier import Check, Dossier, Seen


def _look(dossier: Dossier) -> Seen | None:
    is_missing = not dossier.has_surname and not dossier.is_entity
    return Seen(remark="фамилии нет ни в сведениях об авторе, ни в тексте") if is_missing else None


CHECK = Check(
    code="no_surname",
    title="Нет фамилии",
    why="На письмо без фамилии ответ не даётся; суть всё равно стоит проверить",
    outcome="no_answer",
    act="note",
    look=_look,
)
