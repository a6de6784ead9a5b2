"""The shelf of measures in groups, as a page offers it."""

from collections.abc import Iterable

from otklik.indicators import queries as indicators
from otklik.indicators.indicator import Indicator

GROUPS: dict[str, tuple[str, ...]] = {
    "Сколько пишут": ("received", "authors", "appeals", "urgent", "repeated", "duplicates", "shared"),
    "Сроки и скорость": (
        "answered", "in_time", "overdue_share", "late_by", "reaction_hours", "answer_hours", "answer_hours_p90",
        "solution_hours", "interim", "promises_kept",
    ),
    "Сейчас": (
        "open", "overdue", "at_risk", "waiting_desk", "waiting_author", "on_approval", "load", "load_each",
    ),
    "Качество ответов": ("formal", "returned", "refused", "solved_by_body", "reopened", "false_closures"),
    "Слово автора": ("response", "satisfaction", "good_ratings", "confirmed", "negative", "thanks", "rude"),
    "Разбор и маршрут": (
        "machine_topics", "no_topic", "no_place", "auto_routed", "delivered", "transferred", "ping_pong", "fast_lane",
    ),
}  # fmt: skip
REST = "Другие"


def grouped() -> tuple[tuple[str, tuple[Indicator, ...]], ...]:
    """Every indicator of the shelf once; one that no group names stands in the last."""
    named = {code for codes in GROUPS.values() for code in codes}
    rest = sorted((one for one in indicators.SHELF.values() if one.code not in named), key=lambda one: one.title)
    known = [(title, _found(codes)) for title, codes in GROUPS.items()]
    return tuple((title, found) for title, found in [*known, (REST, tuple(rest))] if found)


def _found(codes: Iterable[str]) -> tuple[Indicator, ...]:
    return tuple(indicators.SHELF[code] for code in codes if code in indicators.SHELF)
