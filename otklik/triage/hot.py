"""The shelf of readers over one batch: tone, rudeness, urgency, essence and place of each text, as values to keep."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from otklik.appeals.cutting import Cuts
from otklik.triage.places.spot import NOWHERE, Spot, spot
from otklik.triage.readers import essence, place, rudeness, tone, urgency
from otklik.triage.readers.urgency import KINDS, UrgencyReading
from otklik.triage.words.gazetteer import Gazetteer

CALM = "none"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the readers tell of one text.

    `urgency` is "now" (a person within a minute), "soon" (today) or empty; `urgent_for` says why in Russian, and
    `urgent_words` are the words that decided. `essence` is one sentence of at most 140 characters. `place` is a
    line to show, `spot` where it is in one spelling, and `municipality` the code of the one that the places agree on,
    empty where there is none.
    """

    tone: str
    is_rude: bool
    urgency: str
    urgent_for: tuple[str, ...]
    urgent_words: tuple[str, ...]
    essence: str
    has_matter: bool
    place: str
    municipality: str
    spot: Spot = NOWHERE

    def told(self) -> dict[str, Any]:
        """The values as they are kept beside the proposals."""
        told = asdict(self)
        # Where it is stands in a table of its own, by which the same matter is found.
        del told["spot"]
        return told


def read(texts: Sequence[str], gazetteer: Gazetteer) -> list[Seen]:
    """Run the readers over a batch of masked texts, in order; `gazetteer` holds the names of the region."""
    cuts = Cuts.of(texts)
    rows = zip(
        cuts,
        tone.READER.read(cuts),
        rudeness.READER.read(cuts),
        urgency.READER.read(cuts),
        essence.READER.read(cuts),
        place.read(cuts, gazetteer),
        strict=True,
    )
    return [
        Seen(
            tone=toned.tone,
            is_rude=rude.rude,
            urgency="" if urgent.level == CALM else urgent.level,
            urgent_for=tuple(KINDS[kind] for kind in urgent.kinds),
            urgent_words=_words(text, urgent),
            essence=told.text,
            has_matter=told.has_matter,
            place=where.line[:300],
            municipality=where.municipality,
            spot=spot(where),
        )
        for text, toned, rude, urgent, told, where in rows
    ]


def _words(text: str, urgent: UrgencyReading) -> tuple[str, ...]:
    spans = (span for reason in urgent.reasons for span in reason.spans)
    return tuple(dict.fromkeys(text[start:end] for start, end in spans))[:6]
