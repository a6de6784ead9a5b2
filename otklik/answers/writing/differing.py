"""What changed between two texts, word by word; pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, OUT, IN = "same", "out", "in"
LONGEST = 20_000
_WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: in both texts, only in the earlier one («out»), only in the later one («in»)."""

    kind: str
    text: str


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """The later text with what left it, in order; of either text the first 20,000 signs are compared."""
    old, new = (_WORD.findall(text[:LONGEST]) for text in (before, after))
    # Words are compared without the blanks after them: a new line is no change of a word.
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new], autojunk=False)
    found: list[Piece] = []
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            found.append(Piece(SAME, "".join(new[new_from:new_to])))
            continue
        if old_to > old_from:
            found.append(Piece(OUT, _apart("".join(old[old_from:old_to]), found)))
        found.append(Piece(IN, "".join(new[new_from:new_to])))
    return tuple(piece for piece in found if piece.text)


def _apart(text: str, before: list[Piece]) -> str:
    """Words that left, with a blank on either side: they must not grow together with those that stayed."""
    is_joined = bool(before) and not before[-1].text[-1:].isspace()
    return f"{' ' * is_joined}{text}{'' if text[-1:].isspace() else ' '}"


def counted(found: tuple[Piece, ...]) -> tuple[int, int]:
    """How many words came and how many went."""
    came = sum(len(piece.text.split()) for piece in found if piece.kind == IN)
    return came, sum(len(piece.text.split()) for piece in found if piece.kind == OUT)
