"""Which known territory a file means by a code, a name or a point."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from otklik.reference.places import titles
from otklik.reference.rules import territory_chain, territory_prefix

EXACT, BY_SORT, BY_STEM = 3, 2, 1
"""How sure a match by name is: the very name, its stem and «район» or «округ», its stem alone."""


@dataclass(frozen=True, slots=True)
class Known:
    """A territory as files are matched with it; `upper` is the code of the one it lies in."""

    id: int
    code: str
    name: str
    kind: str
    upper: str
    aliases: tuple[str, ...] = ()


class NotFound(ValueError):
    """No territory, or several, for what a row says; the message is Russian and tells the way out."""


@dataclass(slots=True)
class Finder:
    """The known territories, by code and by every name; «Finder.over(known)» makes one."""

    by_code: dict[str, Known] = field(default_factory=dict)
    _by_prefix: dict[str, Known] = field(default_factory=dict)
    _names: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    _stems: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    _towns: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def over(cls, known: Iterable[Known]) -> "Finder":
        """A finder over these territories."""
        found = cls()
        for one in known:
            found.by_code[one.code] = one
            names = {titles.spelling(name) for name in (one.name, *one.aliases)}
            if one.kind == "settlement":
                _put(found._towns, one, {titles.bare_town(name) for name in names} | names)
                continue
            found._by_prefix[territory_prefix(one.code)] = one
            if one.kind == "municipality":
                _put(found._names, one, names)
                _put(found._stems, one, {titles.stem(name) for name in names})
        return found

    def municipality(self, written: str) -> tuple[Known, int]:
        """The municipality of a code or a name, and how sure. Raises NotFound."""
        if written.isdecimal():
            found = self.holding(full_code(written))
            if found is None or found.kind != "municipality":
                raise NotFound(f"муниципалитета с кодом {written} нет: сначала загрузите муниципалитеты.")
            return found, EXACT
        name = titles.spelling(written)
        alike = self._stems.get(titles.stem(written), [])
        sort = titles.sort(written)
        for sure, found_ones in (
            (EXACT, self._names.get(name, [])),
            (BY_SORT, [one for one in alike if sort and titles.sort(one.name) == sort]),
            (BY_STEM, [one for one in alike if not sort or not titles.sort(one.name) or len(alike) == 1]),
        ):
            if len(found_ones) == 1:
                return found_ones[0], sure
            if found_ones:
                raise NotFound(f"«{written}» подходит нескольким: {_told(found_ones)}; укажите код ОКТМО.")
        raise NotFound(f"муниципалитета «{written}» нет в справочнике: проверьте имя или добавьте другое имя.")

    def settlement(self, written: str, within: Known | None) -> Known:
        """The settlement of a code or a name inside a municipality, where that is known. Raises NotFound."""
        if written.isdecimal() and (known := self.by_code.get(full_code(written))):
            return known
        name = titles.spelling(written)
        found = self._towns.get(name) or self._towns.get(titles.bare_town(written)) or []
        found = [one for one in found if within is None or one.upper == within.code]
        if len(found) == 1:
            return found[0]
        where = f" в «{within.name}»" if within else ""
        if found:
            raise NotFound(f"населённых пунктов «{written}»{where} несколько: {_told(found)}; укажите код ОКТМО.")
        raise NotFound(f"населённого пункта «{written}»{where} нет в справочнике: сначала загрузите его.")

    def holding(self, code: str) -> Known | None:
        """The nearest region or municipality that a code lies in, its own where it is one."""
        return next((self._by_prefix[one] for one in territory_chain(code) if one in self._by_prefix), None)


def full_code(code: str) -> str:
    """A code of 8 or 11 digits, with the zero in front that a spreadsheet drops."""
    return code.zfill(8) if len(code) <= 8 else code.zfill(11)


def _put(places: Mapping[str, list[Known]], one: Known, names: Iterable[str]) -> None:
    for name in names:
        if one not in places[name]:
            places[name].append(one)


def _told(found: list[Known]) -> str:
    return ", ".join(f"{one.name} ({one.code})" for one in found[:4])
