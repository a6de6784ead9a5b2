"""The columns of the columnar copy over the table of facts itself, for an engine that works inside the database."""

from otklik.facts.columns import DERIVED, STORED

_LOCAL = "({moment} AT TIME ZONE '{zone}')"
_ANSWERED = "coalesce(replied_at, answer_done_at, closed_at)"


def statement(zone: str) -> str:
    """A SELECT in PostgreSQL's SQL, columns as `facts.columns.SCHEMA` has them; `zone`: where the region is."""
    derived = ", ".join(f"{told} AS {name}" for name, told in _derived(zone.replace("'", "")).items())
    return f"SELECT {', '.join(STORED)}, {derived} FROM facts_fact"


def _derived(zone: str) -> dict[str, str]:
    received, answered = (_LOCAL.format(moment=moment, zone=zone) for moment in ("received_at", _ANSWERED))
    told = {
        **{part: f"date_trunc('{part}', {received})::date" for part in ("month", "week", "day")},
        "weekday": f"extract(isodow FROM {received})::smallint",
        "hour": f"extract(hour FROM {received})::smallint",
        "municipality_code": "substr(territory_code, 1, 8)",
        "answered_at": _ANSWERED,
        "answered_day": f"{answered}::date",
        "reaction_hours": _hours("received_at", "reaction_done_at"),
        "answer_hours": _hours("received_at", _ANSWERED),
        "solution_hours": _hours("received_at", "solution_done_at"),
        "late_hours": _hours("answer_due_at", "answer_done_at"),
    }
    return {name: told[name] for name in DERIVED}


def _hours(begins: str, ends: str) -> str:
    return f"extract(epoch FROM {ends} - {begins})::double precision / 3600"
