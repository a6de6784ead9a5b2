"""Corruption is told of: checked apart from the answer on the merits."""

from otklik.answers.lawful.dossier import APPEAL, MESSAGE, Check, Dossier, Seen
from otklik.answers.lawful.wording import met


def _look(dossier: Dossier) -> Seen | None:
    words = met("corruption", dossier.text)
    return Seen(words) if words else None


CHECK = Check(
    code="corruption",
    title="Пишет о коррупции",
    why="Такие сведения передают в подразделение по профилактике коррупции",
    outcome="corruption",
    act="note",
    look=_look,
    kinds=(APPEAL, MESSAGE),
)
