"""A crime told of by somebody without a name or an address: no answer is owed, but the matter is passed on."""

from otklik.answers.lawful.dossier import Check, Dossier, Seen
from otklik.answers.lawful.wording import met


def _look(dossier: Dossier) -> Seen | None:
    if dossier.is_entity or (dossier.has_surname and dossier.has_address):
        return None
    words = met("crime", dossier.text)
    return Seen(words, "автор не назвал фамилии или адреса") if words else None


CHECK = Check(
    code="crime",
    title="Анонимно о преступлении",
    why="Ответ не даётся, но сведения о преступлении направляют в государственный орган",
    outcome="crime",
    act="forward",
    look=_look,
)
