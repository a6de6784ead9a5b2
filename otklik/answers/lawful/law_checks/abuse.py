"""Obscene words, insults, threats: the answer on the merits may be withheld, the author is told of the abuse."""

from otklik.answers.lawful.dossier import Check, Dossier, Seen
from otklik.triage.readers import rudeness


def _look(dossier: Dossier) -> Seen | None:
    (reading,) = rudeness.READER.read([dossier.text])
    if not reading.rude:
        return None
    kinds = dict.fromkeys(rudeness.KINDS[place.kind] for place in reading.places)
    words = dict.fromkeys(dossier.text[place.start : place.end] for place in reading.places)
    return Seen(tuple(words)[:3], ", ".join(kinds))


CHECK = Check(
    code="abuse",
    title="Брань, оскорбления или угрозы",
    why="Можно оставить без ответа по существу, сообщив о недопустимости злоупотребления",
    outcome="abuse",
    act="reject",
    look=_look,
)
