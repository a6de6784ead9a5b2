"""Search of questions by word forms, in the index of words."""

from collections.abc import Collection, Sequence

from otklik.appeals.cutting import lemmas
from otklik.appeals.word_index import WordIndex, together

INDEX = WordIndex("facts_search")


def add(texts: Sequence[tuple[int, str]]) -> None:
    """Index (question id, masked text) pairs; those indexed before are indexed anew."""
    INDEX.add([(number, " ".join(lemmas(text))) for number, text in texts])


def remove(question_ids: Collection[int]) -> None:
    """Forget the texts of these questions."""
    INDEX.remove(question_ids)


def newest(word: str, *, below: int, at_most: int) -> list[int]:
    """The latest questions under a number whose text has the lemma, the newest first."""
    return INDEX.newest(word, below=below, at_most=at_most)


def clear() -> None:
    """Forget every indexed text."""
    INDEX.clear()


def condition(words: str) -> tuple[str, str] | None:
    """An SQL condition over `facts_fact` and its parameter, true where every word stands in any form.

    None when `words` hold nothing to search by.
    """
    asked = lemmas(words)
    if not asked:
        return None
    return f"question_id IN ({INDEX.found()})", together(asked)
