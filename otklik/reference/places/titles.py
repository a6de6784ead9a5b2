"""How names of places are spelled here: a street with its type in full, a route as its number."""

import csv
import re
from functools import lru_cache
from pathlib import Path

_SPACES = re.compile(r"\s+")
_NUMBER_SIGN = re.compile(r"№\s*(?=\d)")
_ROUTE_WORDS = re.compile(r"^(?:(?:автобус|маршрут|трамвай|троллейбус|номер)\w*\s+|№\s*)+", re.IGNORECASE)
_MUNICIPAL = re.compile(
    r"\b(?:муниципальн(?:ый|ого|ое|ые|ых)|городско(?:й|го|е)|сельско(?:е|го)|округ(?:а|е)?|районы?|района|г|гор|р-н|мо|го|мр"
    r"|образовани[ея]|город(?:а|е)?|зато|поселени[ея]|кра[йяе]|област[ьи]|республик[аи])\b\.?"
)
_SORTS = (("район", ("район", "р-н")), ("округ", ("округ",)), ("город", ("город", "г.", "зато")))
_TOWN_WORDS = re.compile(
    r"^(?:город|г|село|с|деревня|д|пос[её]лок|пос|п|пгт|рп|рабочий пос[её]лок|станица|ст-ца|хутор|х|станция|ст"
    r"|пос[её]лок городского типа|микрорайон|мкр|аул)(?:\s+|\.\s*)",
)  # fmt: skip


def street(name: str, kind: str = "") -> str:
    """A street with its type in full: «ул. Гагарина», («Гагарина», «ул») -> «улица Гагарина»; no type is a street."""
    words = _SPACES.sub(" ", f"{kind} {name}".replace(".", ". ")).strip().split(" ")
    types = _types()
    for at in (0, -1):
        if len(words) > 1 and (full := types.get(words[at].rstrip(".").casefold())):
            rest = words[1:] if at == 0 else words[:-1]
            if kind and types.get(rest[0].rstrip(".").casefold()) == full:
                rest = rest[1:]
            if kind and rest and types.get(rest[-1].rstrip(".").casefold()) == full:
                rest = rest[:-1]
            named = _initials(" ".join(rest))
            return f"{named} {full}" if at == -1 else f"{full} {named}"
    return f"улица {_initials(' '.join(words))}"


def landmark(name: str) -> str:
    """A landmark in one line, with a space after «№»."""
    return _NUMBER_SIGN.sub("№ ", _SPACES.sub(" ", name).strip())


def route(name: str) -> str:
    """A route by its number: «маршрут № 14» -> «14»."""
    return _ROUTE_WORDS.sub("", _SPACES.sub(" ", name).strip())


def spelling(name: str) -> str:
    """One spelling of a name to compare by: small letters, е for ё, spaces one, no quotes."""
    return _SPACES.sub(" ", re.sub(r"[«»\"']", " ", name.casefold().replace("ё", "е"))).strip()


def stem(name: str) -> str:
    """What tells one municipality from another: «Бардымский муниципальный район» -> «бардымский»."""
    return _SPACES.sub(" ", _MUNICIPAL.sub(" ", spelling(name))).strip(" ,.") or spelling(name)


def sort(name: str) -> str:
    """Which of «район», «округ», «город» a municipality's name says it is; empty where it says none."""
    written = f" {spelling(name)}"
    return next((told for told, words in _SORTS if any(f" {word}" in written for word in words)), "")


def bare_town(name: str) -> str:
    """A settlement's name without its type, in the spelling to compare by: «г. Барда» -> «барда»."""
    return _TOWN_WORDS.sub("", spelling(name)) or spelling(name)


def _initials(name: str) -> str:
    return re.sub(r"\.\s+(?=\S)", ". ", name)


@lru_cache(maxsize=1)
def _types() -> dict[str, str]:
    with (Path(__file__).parent / "street_types.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter=";"))
    return {form: row["full"] for row in rows for form in (row["full"], *row["forms"].split("|"))}
