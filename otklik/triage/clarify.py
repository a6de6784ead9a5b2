"""What to ask the author of a letter that does not say where it is or what is the matter."""

import csv
from functools import lru_cache
from pathlib import Path

_QUESTIONS = Path(__file__).parent / "readers_data" / "clarify" / "questions.csv"


def question(topic: str, *, has_place: bool, has_matter: bool) -> str | None:
    """A clarifying question in Russian, or None where nothing has to be asked.

    `topic` is the code of a topic or a group (`im.05.01`, `im.05`), empty where it is not known; the question of the
    nearest group above is taken, else the one for any letter. Some topics, such as payments, need no place.
    """
    lacks_place = not has_place and bool(_for(topic, "place"))
    if has_matter:
        return _for(topic, "place") if lacks_place else None
    return _for(topic, "both" if lacks_place else "matter")


def _for(topic: str, asks: str) -> str | None:
    """The question of the longest code that `topic` begins with; None where that code has none to ask."""
    codes = [topic, *(topic[:end] for end in range(len(topic) - 1, 0, -1) if topic[end] == "."), ""]
    found = next(code for code in codes if (code, asks) in _questions())
    return _questions()[found, asks] or None


@lru_cache(maxsize=1)
def _questions() -> dict[tuple[str, str], str]:
    with _QUESTIONS.open(encoding="utf-8", newline="") as rows:
        return {(row["code"], row["asks"]): row["question"] for row in csv.DictReader(rows)}
