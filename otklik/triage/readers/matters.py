"""Several matters in one letter: where to cut it into questions; silent unless the text itself sets them apart."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from otklik.appeals.masking import Span
from otklik.triage.reader import Reader
from otklik.triage.words.phrases import sentences
from otklik.triage.words.telling import telling

_LONGEST_READ = 6_000
_SHORTEST = 25
_MOST = 8


@dataclass(frozen=True, slots=True)
class MattersReading:
    """Parts of the text that look like questions of their own, in order; none where the letter is about one matter.

    `why` is Russian, for the page that proposes the split.
    """

    parts: tuple[Span, ...]
    why: str = ""


_WORD = re.compile(r"\w+")
_ITEM = re.compile(r"(?:^|(?<=[\n.!?:;])|(?<=[.!?:;] ))\s*(\d)\s?[.)](?!\d)\s*(?=\D)")
_NEXT = re.compile(
    r"(?:и )?(?:(?:второй|другой|следующий|еще|ещё)(?: один| такой)? вопрос|втор(?:ая|ое) (?:проблема|просьба)"
    r"|(?:еще|ещё) (?:одна|есть) (?:проблема|просьба)|во-вторых|а также (?:прошу|просим)|также (?:прошу|просим)"
    r"|кроме того,? (?:прошу|просим)|(?:еще|ещё) (?:прошу|просим)|отдельный вопрос)\b"
)


def _read(texts: Sequence[str]) -> list[MattersReading]:
    return [_one(text[:_LONGEST_READ]) for text in texts]


def _one(text: str) -> MattersReading:
    if len(text) < 2 * _SHORTEST:
        return MattersReading(())
    for why, starts in _ways(text):
        parts = _parts(text, starts)
        if 2 <= len(parts) <= _MOST and _differ([text[part.start : part.end] for part in parts]):
            return MattersReading(tuple(parts), why)
    return MattersReading(())


def _ways(text: str) -> Iterator[tuple[str, list[int]]]:
    """The ways in which a text may set its matters apart, the surest first, each as where its parts begin."""
    if items := _numbered(text):
        yield "Вопросы пронумерованы", items
    low = text.lower()
    if "вопрос" in low or "втор" in low or "прос" in low or "прош" in low or "ещ" in low or "еще" in low:
        turns = [one.start for one in sentences(text) if _NEXT.match(text[one.start : one.start + 40].lower())]
        if turns and turns[0] >= _SHORTEST:
            yield "Автор сам отделяет второй вопрос", [0, *turns]


def _numbered(text: str) -> list[int]:
    """Where the items 1, 2, 3 … of a list begin; what stands before the first is no item."""
    starts: list[int] = []
    for item in _ITEM.finditer(text):
        if int(item.group(1)) == len(starts) + 1:
            starts.append(item.start())
    return starts if len(starts) > 1 else []


def _parts(text: str, starts: list[int]) -> list[Span]:
    """From each beginning to the next one; the last item of a list ends with the text."""
    parts = []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        piece = text[start:end]
        left = len(piece) - len(piece.lstrip())
        parts.append(Span("matter", start + left, start + len(piece.rstrip())))
    return parts


def _differ(parts: list[str]) -> bool:
    """Whether each part says what is the matter and no two have a subject in common."""
    subjects = [{form for form, kind in map(telling, _WORD.findall(part)) if kind == "subject"} for part in parts]
    if any(len(part) < _SHORTEST or not own for part, own in zip(parts, subjects, strict=True)):
        return False
    return sum(map(len, subjects)) == len(set().union(*subjects))


READER = Reader(
    code="matters",
    title="Вопросы в письме",
    why="Чтобы каждый вопрос письма получил своего исполнителя и свой ответ",
    read=_read,
)
