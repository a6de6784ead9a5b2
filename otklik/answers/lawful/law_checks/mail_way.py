"""A letter by e-mail: no appeal by itself since 547-ФЗ, its author is told the lawful ways."""

from otklik.answers.lawful.dossier import MESSAGE, Check, Dossier, Seen


def _look(dossier: Dossier) -> Seen | None:
    return Seen(remark="расскажите автору законные способы подать обращение") if dossier.is_by_mail else None


CHECK = Check(
    code="mail_way",
    title="Пришло по электронной почте",
    why="Это сообщение, а не обращение: автору рассказывают, как подать обращение законно",
    outcome="mail",
    act="note",
    look=_look,
    kinds=(MESSAGE,),
)
