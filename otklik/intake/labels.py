"""What a source itself says of topic, executor and territory, found in the lists of the region."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from otklik.intake.channel import Note, ParsedLetter

_QUOTES = re.compile(r"[«»\"'„“”`★]")


@dataclass(frozen=True, slots=True)
class TopicSeen:
    """A topic of a classifier as labels are matched with it; `group` is the name of its parent."""

    code: str
    name: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Labels:
    """Codes of what a letter states; `new_executor` is an executor that no list has yet."""

    stated: Mapping[str, str]
    new_executor: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(slots=True)
class Lists:
    """Names and codes to match with, in one spelling; what was matched once is remembered."""

    topics: dict[str, list[TopicSeen]]
    bodies: dict[str, str]
    territories: dict[str, str]
    _found: dict[tuple[str, str, str, str], Labels] = field(default_factory=dict)

    def match(self, letter: ParsedLetter) -> Labels:
        """The codes of what the letter states, with a note for each name that is in no list."""
        said = (letter.topic, letter.group, letter.executor, letter.territory)
        found = self._found.get(said)
        if found is None:
            found = self._found[said] = self._match(*said)
        return found

    def _match(self, topic: str, group: str, executor: str, territory: str) -> Labels:
        stated: dict[str, str] = {}
        notes: list[Note] = []
        if topic:
            code, note = self._topic(topic, group)
            stated |= {"topic": code} if code else {}
            notes += [note] if note else []
        elif group and len(alone := self.topics.get(spelling(group), [])) == 1:
            stated["group"] = alone[0].code
        if executor and (body := self.bodies.get(spelling(executor))):
            stated["body"] = body
        if territory and (place := self.territories.get(spelling(territory))):
            stated["territory"] = place
        elif territory:
            notes.append(
                Note("territory", f"территории «{territory[:80]}» нет в списке: добавьте её или другое её имя")
            )
        return Labels(stated, executor if executor and "body" not in stated else "", tuple(notes))

    def _topic(self, name: str, group: str) -> tuple[str, Note | None]:
        found = self.topics.get(spelling(name), [])
        if len(found) > 1:
            # A group and a theme in it may share a name: the theme says more.
            found = [topic for topic in found if not group or spelling(topic.group) == spelling(group)] or found
            found = [topic for topic in found if topic.group] or found
        if len(found) == 1:
            return found[0].code, None
        why = "есть в нескольких группах: укажите группу" if found else "нет в классификаторе: решит разбор"
        return "", Note("topic", f"темы «{name[:80]}» {why}" if not found else f"тема «{name[:80]}» {why}")


def spelling(name: str) -> str:
    """One spelling of a name: no quotes and stars, spaces one, е for ё, small letters."""
    return " ".join(_QUOTES.sub(" ", name).casefold().replace("ё", "е").split())


def lists(
    *, topics: Sequence[TopicSeen], bodies: Iterable[tuple[str, str]], territories: Iterable[tuple[str, str]]
) -> Lists:
    """The lists to match with; bodies and territories are (name, code), where the first of equal names stands.

    A topic is found by its name or its code.
    """
    by_name: dict[str, list[TopicSeen]] = {}
    for topic in topics:
        for name in {spelling(topic.name), spelling(topic.code)}:
            by_name.setdefault(name, []).append(topic)
    return Lists(by_name, _first(bodies), _first(territories))


def _first(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, code in names:
        found.setdefault(spelling(name), code)
    return found


_LATIN = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch - y - e iu ia".split()  # noqa: SIM905
_LETTERS = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", _LATIN, strict=True)) | {"ъ": "", "ь": ""}

_MUNICIPAL = re.compile(r"муниципал|городской округ|городско\w+ поселен|сельск\w+ поселен|\bгород\b|\bрайон\b|\bг\.")
_ORGANISATION = re.compile(r"\b(?:ао|оао|зао|пао|ооо|мп|мку|мбу|муп|гуп|гку|гбу|гбуз|гау|нко|тко|фонд|банк)\b|больниц")


def slug(name: str, taken: Callable[[str], bool]) -> str:
    """A code of Latin letters for a name, at most 60 characters, with a number where `taken` says that it is in use."""
    latin = "".join(_LETTERS.get(letter, letter if letter.isascii() else "-") for letter in name.lower())
    stem = re.sub(r"[^a-z0-9]+", "-", latin).strip("-")[:55].strip("-") or "body"
    code, number = stem, 2
    while taken(code):
        code, number = f"{stem}-{number}", number + 1
    return code


def kind_of_body(name: str) -> str:
    """A guess by the name: "organisation", "municipal" or "regional"; a person confirms it."""
    small = name.lower()
    if _ORGANISATION.search(small):
        return "organisation"
    return "municipal" if _MUNICIPAL.search(small) else "regional"
