"""A letter as a person cuts it into questions: where a cut may go, where the text itself asks for one, what each is."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from otklik.triage import queries
from otklik.triage.readers import matters
from otklik.triage.topics.in_use import model_in_use
from otklik.triage.words.phrases import sentences


@dataclass(frozen=True, slots=True)
class Sentence:
    """A run of the text where a question may begin; `opens` where one does."""

    begins: int
    text: str
    opens: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A question to be, with what the machine takes it for (empty name: it has no idea); number 0 is told in none."""

    number: int
    sentences: tuple[Sentence, ...]
    group: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Cut:
    """A letter's text cut into pieces; `why` (Russian) where the text itself sets its matters apart."""

    pieces: tuple[Piece, ...]
    why: str

    @property
    def count(self) -> int:
        return sum(1 for piece in self.pieces if piece.number)


def proposed(text: str) -> int:
    """How many questions a text looks to hold: 0 where it does not set them apart."""
    return len(matters.READER.read([text])[0].parts)


def cut(text: str, starts: Collection[int] | None = None) -> Cut:
    """Cut where a person says, `starts` being characters of the text, or as the text itself proposes."""
    reading = matters.READER.read([text])[0]
    offered = [part.start for part in reading.parts]
    chosen = set(offered if starts is None else starts)
    edges = sorted(set(_beginnings(text)) | set(offered))
    lines = [
        Sentence(begins, text[begins:ends].strip(), begins in chosen) for begins, ends in pairwise([*edges, len(text)])
    ]
    runs: list[list[Sentence]] = []
    for line in lines:
        if line.opens or not runs:
            runs.append([])
        runs[-1].append(line)
    return Cut(_pieces(runs), reading.why)


def _beginnings(text: str) -> Iterator[int]:
    """Where sentences begin; «1.» alone is none: it stands with the next one."""
    counted: int | None = None
    for one in sentences(text):
        if any(letter.isalpha() for letter in text[one.start : one.end]):
            yield one.start if counted is None else counted
            counted = None
        elif counted is None:
            counted = one.start
    if counted is not None:
        yield counted


def _pieces(runs: Sequence[Sequence[Sentence]]) -> tuple[Piece, ...]:
    """What stands before the first question is told in none."""
    if not runs:
        return ()
    readings = model_in_use().read([" ".join(line.text for line in run) for run in runs])
    found, number = [], 0
    for run, reading in zip(runs, readings, strict=True):
        number += run[0].opens
        first = reading.group[0] if reading.group and run[0].opens else None
        told = (queries.plain(first.label), first.confidence) if first else ("", 0.0)
        found.append(Piece(number if run[0].opens else 0, tuple(run), *told))
    return tuple(found)
