"""A region's names compiled for looking up: every form of each name as a run of words in a tree of dicts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rumorph import Analyzer

from otklik.appeals.text import canonical, lemma, raw_words
from otklik.triage.places.found import Name
from otklik.triage.places.inflection import settlement_forms, street_forms
from otklik.triage.places.words import Lexicon, either, street_kind

HERE = ""
"""The key of a tree's branch where names end: no word is empty."""

_Tree = dict[str, Any]

_analyzer = Analyzer()


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """What a region's places are called; `Gazetteer.build(names)` makes one, `EMPTY` knows nothing."""

    tree: _Tree
    things: dict[tuple[str, str], tuple[Name, ...]]
    lexicon: Lexicon
    plain: frozenset[str] = frozenset()
    lemma_runs: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = field(default_factory=dict)

    @classmethod
    def build(cls, names: Iterable[Name]) -> "Gazetteer":
        """An index of all forms of the names; of two names spelled alike both are kept and the text decides."""
        tree: _Tree = {}
        things: dict[tuple[str, str], tuple[Name, ...]] = {}
        runs: dict[tuple[str, ...], str] = {}
        for name in names:
            if name.kind in ("landmark", "route"):
                key = (name.kind, canonical(name.title))
                things[key] = (*things.get(key, ()), name)
                continue
            for form in _forms(name):
                _put(tree, form, name)
            if name.kind in ("municipality", "settlement"):
                runs.setdefault(tuple(lemma(canonical(word)) for word in raw_words(name.title)), name.code)
        plain = frozenset(word for word in tree if _is_plain(word))
        return cls(tree, things, Lexicon(tree), plain, _by_first_word(runs))

    def longest(self, words: Sequence[str], start: int) -> tuple[int, tuple[Name, ...]]:
        """How many canonical `words` from `start` on the longest name takes, and which names these are; (0, ())."""
        branch, length, names = self.tree, 0, ()
        for at in range(start, len(words)):
            branch = branch.get(words[at])  # type: ignore[assignment]
            if branch is None:
                break
            if HERE in branch:
                length, names = at - start + 1, branch[HERE]
        return length, names

    def thing(self, kind: str, title: str) -> tuple[Name, ...]:
        """The landmarks or routes of that title («школа № 5», «58»)."""
        return self.things.get((kind, canonical(title)), ())

    def find(self, words: Sequence[str]) -> str:
        """The code of the only territory that `words` (lemmas) name; empty where they name none or several."""
        found = {code for start in range(len(words)) if (code := self._lemmas_at(words, start))}
        return found.pop() if len(found) == 1 else ""

    def _lemmas_at(self, words: Sequence[str], start: int) -> str:
        """The code of the longest title that begins there; each list has the longest first."""
        for run, code in self.lemma_runs.get(words[start], ()):
            if tuple(words[start : start + len(run)]) == run:
                return code
        return ""


def bare_street(title: str) -> tuple[str, str]:
    """A street's title as its type in short and its name: «Банный переулок» -> («пер.», «Банный»)."""
    words = title.replace(".", ". ").split()
    for at in (0, -1):
        if len(words) > 1 and (kind := street_kind(canonical(words[at].rstrip(".")))):
            return kind, " ".join(words[1:] if at == 0 else words[:-1])
    return "ул.", title


def bare_settlement(title: str) -> str:
    """A settlement's or a municipality's title without the words of its kind: «село Ключи» -> «Ключи»."""
    passed = either("settlement", "village", "district", "inside_district")
    words = [word for word in title.split() if not _TYPES.roles([word.rstrip(".").lower() or word])[0] & passed]
    return " ".join(words) or title


def _is_plain(word: str) -> bool:
    """Whether a word has a meaning beside a place's name: «ключи» and «андреева» have one, «пермь» has none."""
    if not _analyzer.is_known(word):
        return False
    return any(reading.feats.get("NameType") != "Geo" for reading in _analyzer.analyze(word))


def _by_first_word(runs: dict[tuple[str, ...], str]) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    found: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
    for run, code in sorted(runs.items(), key=lambda row: -len(row[0])):
        if run:
            found[run[0]] = (*found.get(run[0], ()), (run, code))
    return found


_TYPES = Lexicon(())


def _forms(name: Name) -> set[tuple[str, ...]]:
    if name.kind == "street":
        return street_forms(bare_street(name.title)[1])
    return settlement_forms(bare_settlement(name.title))


def _put(tree: _Tree, form: tuple[str, ...], name: Name) -> None:
    branch = tree
    for word in form:
        branch = branch.setdefault(word, {})
    if name not in branch.get(HERE, ()):
        branch[HERE] = (*branch.get(HERE, ()), name)


EMPTY = Gazetteer.build(())
