"""otklik rank: the ranking of a period, as a table or as JSON."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from otklik.gateways.engines import EngineError
from otklik.indicators.source import NoFacts
from otklik.offices.rules import EVERYTHING
from otklik.ranking import periods, queries
from otklik.ranking.rules import PARTS, LeagueTable, Ranking, RankingError, Standing


class Command(BaseCommand):
    """Counts over everything: whoever runs commands on the server sees the whole region."""

    help = "рейтинг органов и муниципалитетов за период"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--period", default="", help="2026-10, 2026-W43, 2026-10-05..2026-10-20; без него — месяц")
        parser.add_argument("--json", action="store_true", help="числами для программ")

    def handle(self, *args: Any, period: str, json: bool, **options: Any) -> None:
        now = timezone.now()
        key = period or periods.month_key(timezone.localdate(now))
        try:
            found = queries.ranking(key, EVERYTHING, now=now)
        except (RankingError, NoFacts, EngineError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(_json(found) if json else _table(found))


def _json(found: Ranking) -> str:
    told = {
        "period": found.key,
        "since": f"{found.period.since}",
        "until": f"{found.period.until}",
        "formula": found.formula.number,
        "as_of": found.as_of.isoformat() if found.as_of else None,
        "digest": found.digest,
        "is_published": found.is_published,
        "leagues": [_league(table) for table in found.leagues],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def _league(table: LeagueTable) -> dict[str, Any]:
    return {
        "code": table.league.code, "title": table.league.title, "mean": round(table.mean, 2),
        "ranked": [_standing(row) for row in table.ranked], "few": [_few(row) for row in table.apart],
    }  # fmt: skip


def _few(row: Standing) -> dict[str, Any]:
    return {"code": row.subject.code, "title": row.subject.title, "n": row.n, "why_not": row.why_not}


def _standing(row: Standing) -> dict[str, Any]:
    parts = {part.code: {"value": round(part.value, 4), "low": round(part.low, 4), "high": round(part.high, 4),
                         "own": round(part.own, 4), "expected": round(part.expected, 4),
                         "points": round(part.points, 3)} for part in row.parts}  # fmt: skip
    return {
        "place": row.place, "place_low": row.place_low, "place_high": row.place_high, "band": row.band,
        "code": row.subject.code, "title": row.subject.title, "score": round(row.score, 2), "low": round(row.low, 2),
        "high": round(row.high, 2), "n": row.n, "change": row.change, "place_before": row.place_before, "parts": parts,
    }  # fmt: skip


def _table(found: Ranking) -> str:
    head = ["Место", "От–до", "Группа", "Кто", "Балл", "От", "До", *PARTS.values(), "Вопросов"]
    lines = [f"{periods.title(found.key)}, формула {found.formula.number}"]
    if not found.leagues:
        lines.append("За этот период ничего не отвечено и ничему не пришёл срок: выберите другой.")
    for table in found.leagues:
        lines += ["", f"{table.league.title}: среднее {table.mean:.1f}", "\t".join(head)]
        lines += ["\t".join(_cells(row)) for row in table.ranked]
        lines += [f"–\t\t\t{row.subject.title}\t{row.why_not}" for row in table.apart]
    return "\n".join(lines)


def _cells(row: Standing) -> list[str]:
    scores = [f"{value:.1f}" for value in (row.score, row.low, row.high)]
    parts = [f"{100 * part.value:.0f}" for part in row.parts]
    places = f"{row.place_low}–{row.place_high}"
    return [str(row.place), places, str(row.band), row.subject.title, *scores, *parts, str(row.n)]
