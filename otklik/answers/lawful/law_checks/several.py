"""Several questions in one letter: each goes to its own body."""

from otklik.answers.lawful.dossier import Check, Dossier, Seen


def _look(dossier: Dossier) -> Seen | None:
    return Seen(remark=f"похоже, вопросов {dossier.parts}") if dossier.parts > 1 else None


CHECK = Check(
    code="several",
    title="Несколько вопросов",
    why="Каждый вопрос решает свой орган: разделите письмо",
    outcome="several",
    act="split",
    look=_look,
)
