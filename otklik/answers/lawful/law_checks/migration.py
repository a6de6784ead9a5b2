"""A letter to the head of the region about migration: the answer is due in twenty days, not thirty."""

from otklik.answers.lawful.dossier import Check, Dossier, Seen
from otklik.answers.lawful.wording import met


def _look(dossier: Dossier) -> Seen | None:
    words, to_head = met("migration", dossier.text), met("head", dossier.text)
    return Seen((*to_head[:1], *words)[:3]) if words and to_head else None


CHECK = Check(
    code="migration",
    title="Письмо главе региона о миграции",
    why="Срок ответа короче общего: назначьте тему о миграции, чтобы часы пошли по ней",
    outcome="migration",
    act="note",
    look=_look,
)
