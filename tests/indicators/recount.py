"""Every indicator of the shelf once more, in plain Python over rows: what the engines are held to."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import mean, median

from tests.indicators.ground import NOW

Row = dict
RECEIVED, ANSWERED, AT_ONCE = "day", "answered_day", None
"""The column by whose day a row is of a period; as things stand, none."""


@dataclass(frozen=True)
class Plain:
    """`by`: which day places a row; `tell` the figure of the rows that are of the base `over`."""

    by: str | None
    over: Callable[[Row], bool]
    tell: Callable[[list[Row]], float | None]


def _count(by: str | None, over: Callable[[Row], bool]) -> Plain:
    return Plain(by, over, len)


def _share(by: str | None, over: Callable[[Row], bool], hit: Callable[[Row], bool]) -> Plain:
    return Plain(by, over, lambda rows: sum(map(hit, rows)) / len(rows) if rows else None)


def _of(by: str | None, column: str, tell: Callable[[list], float], over: Callable[[Row], bool] = bool) -> Plain:
    """Over the rows where the column is known; nothing is told of none."""
    return Plain(
        by, lambda row: row[column] is not None and over(row),
        lambda rows: tell([row[column] for row in rows]) if rows else None,
    )  # fmt: skip


def _has(column: str) -> Callable[[Row], bool]:
    return lambda row: row[column] is not None


def _said(column: str) -> Callable[[Row], bool]:
    return lambda row: row[column] != ""


def _is(column: str, *values: object) -> Callable[[Row], bool]:
    return lambda row: row[column] in values


def _more(column: str, least: float) -> Callable[[Row], bool]:
    return lambda row: row[column] is not None and row[column] >= least


def every(row: Row) -> bool:
    return True


def ninetieth(values: list[float]) -> float:
    """Between the two values around it, as a line goes (the exact quantile of DuckDB, PostgreSQL, numpy)."""
    ranked = sorted(values)
    place = 0.9 * (len(ranked) - 1)
    low = int(place)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] + (ranked[high] - ranked[low]) * (place - low)


def _overdue(row: Row) -> bool:
    return row["is_open"] and row["due_at"] is not None and row["due_at"] < NOW


def _at_risk(row: Row) -> bool:
    return row["is_open"] and row["due_at"] is not None and row["warn_at"] <= NOW <= row["due_at"]


def _each(rows: list[Row]) -> float | None:
    people = {row["assignee_id"] for row in rows}
    return sum(row["load"] for row in rows) / len(people) if people else None


_ANSWERED, _REPLIED, _SENT = _has("answered_at"), _has("replied_at"), _has("sent_at")
PLAIN: dict[str, Plain] = {
    "received": _count(RECEIVED, every),
    "appeals": _share(RECEIVED, every, _is("legal_kind", "appeal")),
    "authors": Plain(RECEIVED, _has("author_hash"), lambda rows: len({row["author_hash"] for row in rows})),
    "auto_routed": _share(RECEIVED, _SENT, _is("is_auto_routed", True)),
    "duplicates": _share(RECEIVED, every, _has("same_as_id")),
    "fast_lane": _share(RECEIVED, _SENT, _is("is_fast", True)),
    "machine_topics": _share(RECEIVED, _said("decided_by"), _is("decided_by", "machine")),
    "negative": _share(RECEIVED, _said("tone"), _is("tone", "negative")),
    "no_place": _share(RECEIVED, every, _is("territory_code", "")),
    "no_topic": _share(RECEIVED, every, _is("topic_code", "")),
    "ping_pong": _share(RECEIVED, _SENT, _more("transfers", 3)),
    "reaction_hours": _of(RECEIVED, "reaction_hours", median),
    "repeated": _share(RECEIVED, _has("author_hash"), _is("is_repeated", True)),
    "rude": _share(RECEIVED, _said("tone"), _is("is_rude", True)),
    "shared": _share(RECEIVED, _SENT, _is("is_shared", True)),
    "solution_hours": _of(RECEIVED, "solution_hours", median),
    "thanks": _count(RECEIVED, _is("tone", "thanks")),
    "transferred": _share(RECEIVED, _SENT, _more("transfers", 1)),
    "urgent": _count(RECEIVED, _is("urgency", "now")),
    "answer_hours": _of(ANSWERED, "answer_hours", median),
    "answer_hours_p90": _of(ANSWERED, "answer_hours", ninetieth),
    "answered": _count(ANSWERED, lambda row: _ANSWERED(row) and row["state"] != "rejected"),
    "confirmed": _share(ANSWERED, _has("first_solved"), _is("first_solved", True)),
    "delivered": _share(ANSWERED, lambda row: _SENT(row) and _ANSWERED(row),
                        lambda row: row["is_auto_routed"] and row["transfers"] == 0),
    "false_closures": _share(ANSWERED, lambda row: row["first_outcome"] == "solved" and row["first_solved"] is not None,
                             _is("first_solved", False)),
    "formal": _share(ANSWERED, _has("answer_score"), _more("answer_score", 0.5)),
    "good_ratings": _share(ANSWERED, _has("first_stars"), _more("first_stars", 4)),
    "in_time": _share(ANSWERED, _has("is_answered_late"), _is("is_answered_late", False)),
    "interim": _share(ANSWERED, _ANSWERED, _more("interims", 1)),
    "late_by": _of(ANSWERED, "late_hours", median, _is("is_answered_late", True)),
    "promises_kept": _share(ANSWERED, lambda row: row["promises_kept"] + row["promises_broken"] > 0,
                            _is("promises_broken", 0)),
    "refused": _share(ANSWERED, _REPLIED, _is("outcome", "refused")),
    "reopened": _share(ANSWERED, _REPLIED, _more("reopened", 1)),
    "response": _share(ANSWERED, _REPLIED, lambda row: _has("first_stars")(row) or _has("first_solved")(row)),
    "returned": _share(ANSWERED, _REPLIED, _more("returns", 1)),
    "satisfaction": _of(ANSWERED, "first_stars", mean),
    "solved_by_body": _share(ANSWERED, _REPLIED, _is("outcome", "solved")),
    "at_risk": _count(AT_ONCE, _at_risk),
    "load": Plain(AT_ONCE, _is("is_open", True), lambda rows: sum(row["load"] for row in rows)),
    "load_each": Plain(AT_ONCE, lambda row: row["is_open"] and row["assignee_id"] is not None, _each),
    "on_approval": _count(AT_ONCE, _is("waits_for", "approval")),
    "open": _count(AT_ONCE, _is("is_open", True)),
    "overdue": _count(AT_ONCE, _overdue),
    "overdue_share": _share(AT_ONCE, _is("is_open", True), _overdue),
    "waiting_author": _count(AT_ONCE, _is("waits_for", "author")),
    "waiting_desk": _count(AT_ONCE, _is("waits_for", "triage", "routing", "arbiter", "quarantine")),
}  # fmt: skip
"""By code."""
