"""What the machine takes for what: pairs of proposed and chosen, and a table of the commonest."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

OTHERS = ""


@dataclass(frozen=True, slots=True)
class Confused:
    """So many times `proposed` was offered first where `chosen` was right; the share is of all where it was right."""

    proposed: str
    chosen: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Matrix:
    """Counts by chosen (rows) and proposed (columns); the code "" stands last for all the others."""

    codes: tuple[str, ...]
    rows: tuple[tuple[int, ...], ...]


def top(counts: Mapping[tuple[str, str], int], limit: int = 20) -> tuple[Confused, ...]:
    """The commonest confusions of {(proposed, chosen): count}, most first."""
    chosen = _chosen(counts)
    wrong = sorted(((count, pair) for pair, count in counts.items() if pair[0] != pair[1]), key=lambda row: -row[0])
    return tuple(Confused(*pair, count, count / chosen[pair[1]]) for count, pair in wrong[:limit])


def matrix(counts: Mapping[tuple[str, str], int], size: int = 12) -> Matrix:
    """The table of the `size` codes chosen most often, all others together."""
    kept = tuple(code for code, _ in _chosen(counts).most_common(size) if code)
    places = {code: number for number, code in enumerate(kept)}
    width = len(kept) + 1
    cells = [[0] * width for _ in range(width)]
    for (proposed, chosen), count in counts.items():
        cells[places.get(chosen, width - 1)][places.get(proposed, width - 1)] += count
    return Matrix((*kept, OTHERS), tuple(map(tuple, cells)))


def heat(count: int, most: int) -> int:
    """How hot a cell is against the hottest, 0..4; 0 is an empty one."""
    return min(4, 1 + int(4 * count / most)) if count and most else 0


def _chosen(counts: Mapping[tuple[str, str], int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (_, chosen), count in counts.items():
        found[chosen] += count
    return found
