"""Words by which a check by 59-ФЗ speaks, from a table, and where they stand in a text."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from otklik.appeals.cutting import Cuts
from otklik.triage.words.phrasebook import PhraseBook

TABLE = Path(__file__).parent / "checks_words" / "words.csv"
_MOST = 3


def met(code: str, text: str) -> tuple[str, ...]:
    """Runs of the text that the table has under `code`, at most three, in order; empty where there are none."""
    return tuple(dict.fromkeys(_runs(code, text)))[:_MOST]


def _runs(code: str, text: str) -> Iterator[str]:
    cuts = Cuts.of([text])
    for cut, found in zip(cuts.cuts, _book(code).find(cuts), strict=True):
        for one in found:
            spans = cut.spans(one.places)
            if spans:
                yield " ".join(text[spans[0][0] : spans[-1][1]].split())


@lru_cache(maxsize=32)
def _book(code: str) -> PhraseBook:
    return PhraseBook.load(TABLE, {code})
