"""otklik slice: one slice of the figures, as a table or as JSON."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from otklik.gateways.engines import EngineError
from otklik.indicators import queries, source
from otklik.indicators.cutting import Cut, Figure
from otklik.indicators.rules import COMPARES, SliceError
from otklik.indicators.source import NoFacts
from otklik.offices.rules import EVERYTHING
from otklik.screens.slices import naming


class Command(BaseCommand):
    """Counts over everything: whoever runs commands on the server sees the whole region."""

    help = "посчитать срез: показатели по разрезам за период"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("measures", nargs="+", help=f"показатели: {', '.join(queries.SHELF)}")
        parser.add_argument("--by", nargs="*", default=[], help=f"разрезы: {', '.join(queries.KNOWN.dimensions)}")
        parser.add_argument("--since", default="", help="первый день, 2026-11-01")
        parser.add_argument("--until", default="", help="последний день; без дней — последние тридцать")
        parser.add_argument("--only", nargs="*", default=[], help="отбор: разрез=значение, например group=im.05")
        parser.add_argument("--compare", default="", choices=list(COMPARES), help="с чем сравнить")
        parser.add_argument("--top", default="", help="сколько строк, остальные вместе; 0 — все")
        parser.add_argument("--per", default="", choices=["", "1000"], help="на 1000 жителей")
        parser.add_argument("--json", action="store_true", help="числами для программ")

    def handle(self, *args: Any, json: bool, **options: Any) -> None:
        now = timezone.now()
        try:
            wanted = queries.asked(_address(options), now=now)
            found = queries.cut(wanted, EVERYTHING, now=now)
        except (SliceError, NoFacts, EngineError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(_json(found) if json else _table(found))


def _address(options: dict[str, Any]) -> dict[str, list[str]]:
    address = {"m": options["measures"], "d": options["by"]}
    for name in ("since", "until", "compare", "top", "per"):
        address[name] = [options[name]] if options[name] else []
    for pair in options["only"]:
        code, _, value = pair.partition("=")
        address.setdefault(f"f.{code}", []).append(value)
    return address


def _json(found: Cut) -> str:
    fresh = source.freshness()
    told = {
        "slice": found.asked.address(),
        "as_of": fresh.as_of.isoformat() if fresh.as_of else None,
        "measures": [{"code": one.code, "title": one.title, "unit": one.unit} for one in found.indicators],
        "dimensions": list(found.asked.dimensions),
        "titles": _titles(found),
        "groups": [{"keys": list(group.keys), "figures": [_told(one) for one in group.figures]}
                   for group in found.groups],
        "total": [_told(one) for one in found.total],
        "remarks": list(found.remarks),
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1)


def _told(figure: Figure) -> dict[str, float | int | None]:
    return {"value": figure.value, "n": figure.n, "before": figure.before, "before_n": figure.before_n}


def _table(found: Cut) -> str:
    titles = [queries.KNOWN.dimensions[code] for code in found.asked.dimensions]
    titles += [title for one in found.indicators for title in (one.title, "n")]
    words = _titles(found)
    lines = [
        [*(words[code][key] for code, key in zip(found.asked.dimensions, group.keys, strict=True)),
         *_cells(group.figures)]
        for group in found.groups
    ]  # fmt: skip
    blank = [""] * (len(found.asked.dimensions) - 1)
    lines.append([*(["Всего", *blank] if found.asked.dimensions else []), *_cells(found.total)])
    return "\n".join([*found.remarks, *("\t".join(line) for line in [titles, *lines])])


def _titles(found: Cut) -> Mapping[str, Mapping[str, str]]:
    """What the keys of the groups are called, by dimension."""
    codes = found.asked.dimensions
    keys = {code: {group.keys[place] for group in found.groups} for place, code in enumerate(codes)}
    return naming.titles(codes, keys)


def _cells(figures: tuple[Figure, ...]) -> list[str]:
    return [text for one in figures for text in ("–" if one.value is None else f"{one.value:.6g}", str(one.n))]
