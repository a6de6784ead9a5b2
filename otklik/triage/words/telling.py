"""Which words say what is the matter: subjects, troubles, pleas, places, times, and filler."""

import csv
from functools import lru_cache
from pathlib import Path

from otklik.appeals.text import canonical, lemma


def _listed() -> dict[str, str]:
    path = Path(__file__).parents[1] / "readers_data" / "essence" / "words.csv"
    with path.open(encoding="utf-8", newline="") as rows:
        return {row["word"]: row["kind"] for row in csv.DictReader(rows)}


_WORDS = _listed()


@lru_cache(maxsize=1 << 16)
def telling(word: str) -> tuple[str, str]:
    """The dictionary form of a word and its kind: of the list, `number`, `capitals`, `not`, or "" for none."""
    if word[0].isdigit():
        return word, "number"
    plain = canonical(word)
    if plain in ("не", "нет", "без"):
        return "не", "not"
    form = lemma(plain)
    return form, _WORDS.get(form) or _WORDS.get(plain) or ("capitals" if word.isupper() and len(word) > 2 else "")
