"""What a resident writes: a phrase of the topic, filled with a place and details, then spoilt as people spoil text."""

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from otklik.flow.demo import tables

PHRASES = tables.FOLDER / "phrases"

SLOT = re.compile(r"\{(\w+)\}|\[([^\]]+)\]")
"""{name} is filled by the scene; [a|b] is any one of its halves."""


_AFTER_END = re.compile(r"(?<=[а-яё»][.!?] )[а-яё]")


@dataclass(frozen=True)
class Phrase:
    """One way to say a matter; `tone` is negative, neutral, positive or thanks."""

    key: str
    tone: str
    urgent: bool
    text: str


@dataclass(frozen=True)
class Manner:
    """How one author writes: shares of 0..1 for each habit, the same in all the author's letters."""

    lower: bool
    typos: float
    careless: bool
    emoji: bool
    polite: bool


@lru_cache(maxsize=1)
def phrases() -> Mapping[str, tuple[Phrase, ...]]:
    """All phrases by key: a topic code, a group code (sentences that may follow), `none`, `burst.…`, `campaign.…`."""
    found: dict[str, list[Phrase]] = {}
    for path in sorted(PHRASES.glob("*.csv")):
        for row in tables.read(path):
            phrase = Phrase(row["key"], row["tone"], bool(row["urgent"]), row["text"])
            found.setdefault(phrase.key, []).append(phrase)
    return {key: tuple(group) for key, group in found.items()}


def fill(template: str, scene: Mapping[str, Callable[[], str]], rng: random.Random) -> str:
    """The template with a value in each slot; a slot unknown to the scene raises KeyError with its name."""

    def value(slot: re.Match[str]) -> str:
        return scene[slot[1]]() if slot[1] else rng.choice(slot[2].split("|"))

    # A choice may hold a slot and a slot never holds a choice, so that one pass outside and one inside is all.
    return SLOT.sub(value, SLOT.sub(value, template))


def sentence(text: str) -> str:
    """The text with a great first letter after each end and an end; an emoji or a mark that stands there is an end."""
    text = _AFTER_END.sub(lambda found: found[0].upper(), text[0].upper() + text[1:])
    return text if text[-1] in ".!?…)👍😍" else text + "."


def dress(text: str, tone: str, manner: Manner, rng: random.Random) -> str:
    """The matter with a greeting, thanks and the author's own mistakes; figures and names stay as they are."""
    if rng.random() < (0.6 if manner.polite else 0.15):
        opening = rng.choice(tables.words("opening" if manner.polite else "opening_rough"))
        text = f"{opening} {text[0].lower() + text[1:] if opening.endswith(',') else text}"
    if manner.polite and tone in ("negative", "neutral") and rng.random() < 0.3:
        text = f"{text} {rng.choice(tables.words('closing'))}"
    if manner.emoji and rng.random() < 0.6:
        text = f"{text} {rng.choice(tables.words(f'emoji_{tone}')) * rng.choice((1, 1, 1, 2, 3))}"
    return _spoil(text, manner, rng)


def _spoil(text: str, manner: Manner, rng: random.Random) -> str:
    if manner.typos:
        text = " ".join(_mistyped(word, rng) if rng.random() < manner.typos else word for word in text.split(" "))
    if manner.careless:
        text = text.replace(",", "").rstrip(".")
    if manner.lower:
        text = text.lower()
    if rng.random() < 0.02:
        text = text.upper()
    return text


def _mistyped(word: str, rng: random.Random) -> str:
    """One slip in a long word of small letters: a name or a number mistyped would make the known place untrue."""
    if len(word) < 6 or not word.isalpha() or not word.islower():
        return word
    at = rng.randrange(2, len(word) - 1)
    slips = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
    )
    return word.replace("тся", "ться") if "тся" in word else rng.choice(slips)
