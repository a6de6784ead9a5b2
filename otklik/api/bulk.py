"""A bulk delivery: NDJSON read line by line, accepted in batches, with bounded memory."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from otklik.intake import actions as intake
from otklik.intake.queries import SourceCard

BATCH = 500
MOST_FLAWS = 1000


def take(lines: Iterable[bytes], *, source: SourceCard, at: datetime) -> dict[str, Any]:
    """Accept each line as a letter of the `api` channel; blank lines are passed over.

    Returns read = stored + duplicates + quarantined, and the reasons of the first thousand quarantined lines.
    """
    counts = {"stored": 0, "duplicate": 0, "quarantined": 0}
    flaws: list[dict[str, Any]] = []
    for batch in _batches(_numbered(lines)):
        raws = [raw for _, raw in batch]
        receipts = intake.accept_batch(channel="api", raws=raws, source=source, at=at)
        for (number, _), receipt in zip(batch, receipts, strict=True):
            counts[receipt.outcome] += 1
            if receipt.reason and len(flaws) < MOST_FLAWS and receipt.outcome == "quarantined":
                flaws.append({"line": number, "reason": receipt.reason})
    return {
        "read": sum(counts.values()), "stored": counts["stored"], "duplicates": counts["duplicate"],
        "quarantined": counts["quarantined"], "flaws": flaws,
    }  # fmt: skip


def _numbered(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    return ((number, line.strip()) for number, line in enumerate(lines, 1) if line.strip())


def _batches(numbered: Iterator[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    while batch := list(islice(numbered, BATCH)):
        yield batch
