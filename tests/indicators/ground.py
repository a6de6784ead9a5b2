"""A few thousand invented facts and a plain recount of slices over them, to hold the engines to."""

import random
from datetime import UTC, date, datetime, timedelta
from statistics import median

import pyarrow as pa

from otklik.facts.columns import SCHEMA

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
CHANNELS, GROUPS = ("incident", "api", "operator"), tuple(f"im.{number:02d}" for number in range(1, 8))
PLACES = ("99701000", "99703000", "99705000", "")
RESIDENTS = {"99701000": 120_000, "99703000": 40_000, "99705000": 9_000, "": 169_000}


def facts(count: int = 3000, seed: int = 5) -> list[dict]:
    """Rows by column; moments to the second, so that every engine keeps them as they are."""
    dice = random.Random(seed)
    return [_fact(number, dice) for number in range(1, count + 1)]


def table(rows: list[dict]) -> pa.Table:
    """As the columnar copy has them."""
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _fact(number: int, dice: random.Random) -> dict:
    received = NOW - timedelta(minutes=dice.randrange(500 * 24 * 60))
    group, is_open = dice.choice(GROUPS), dice.random() < 0.2
    due = received + timedelta(hours=dice.choice((72, 240, 720)))
    answered = None if is_open else received + timedelta(hours=dice.randint(1, 900))
    stars = dice.choice((1, 2, 4, 5, 5)) if answered and dice.random() < 0.3 else None
    row = dict.fromkeys(SCHEMA.names)
    row |= {
        "question_id": number, "appeal_id": number, "received_at": received, "channel": dice.choice(CHANNELS),
        "source_name": "", "legal_kind": dice.choice(("appeal", "message")), "state": "taken" if is_open else "closed",
        "waits_for": "", "is_open": is_open, "topic_code": f"{group}.0{dice.randint(1, 3)}", "group_code": group,
        "territory_code": dice.choice(PLACES), "body_id": dice.choice((1, 2, 3, 4, None)), "block_code": "",
        "decided_by": dice.choice(("machine", "person")), "tone": dice.choice(("negative", "neutral")), "urgency": "",
        "is_rude": False, "due_at": due if is_open else None, "warn_at": due - timedelta(days=1) if is_open else None,
        "due_kind": "", "is_shared": False, "transfers": dice.choice((0, 0, 1, 3)), "answer_due_at": due,
        "answer_done_at": answered, "is_answered_late": answered > due if answered else None, "phase": "",
        "assignee_id": dice.choice((11, 12, None)), "answer_state": "", "replied_at": answered,
        "outcome": dice.choice(("solved", "explained")) if answered else "", "answer_score": dice.random(),
        "returns": 0, "interims": 0, "promises_kept": dice.choice((0, 1)), "promises_broken": dice.choice((0, 0, 1)),
        "stars": stars, "is_solved": None if stars is None else stars > 3, "first_stars": stars,
        "first_solved": None if stars is None else stars > 3, "first_outcome": "",
        "verdicts_bad": int(stars is not None and stars < 3), "reopened": 0, "sent_at": received,
        "is_auto_routed": dice.random() < 0.6, "is_repeated": dice.random() < 0.1, "is_fast": False,
        "load": 1.0 if is_open else 0.0, "author_hash": dice.choice((None, dice.randrange(500))),
        "same_as_id": None, "closed_at": answered,
    }  # fmt: skip
    row |= _more(row, random.Random(number))
    return row | _derived(row)


def _more(row: dict, dice: random.Random) -> dict:
    """What makes every indicator of the shelf tell something, and some rows lack what it stands on."""
    received, answered = row["received_at"], row["answer_done_at"]
    waits = ("", "", "approval", "author", "triage", "routing", "arbiter", "quarantine")
    told = {
        "waits_for": dice.choice(waits) if row["is_open"] else "", "urgency": dice.choice(("", "", "soon", "now")),
        "tone": dice.choice(("negative", "neutral", "thanks", "")), "is_rude": dice.random() < 0.1,
        "decided_by": dice.choice(("machine", "person", "source", "")), "is_shared": dice.random() < 0.2,
        "sent_at": dice.choice((received, received, None)), "is_fast": dice.random() < 0.3,
        "same_as_id": dice.choice((None, None, 1)), "is_repeated": dice.random() < 0.2,
        "load": dice.choice((0.5, 1.0, 1.5)) if row["is_open"] else 0.0,
        "reaction_done_at": dice.choice((None, received + timedelta(minutes=dice.randrange(9000)))),
        "solution_done_at": dice.choice((None, received + timedelta(minutes=dice.randrange(90_000)))),
        "state": row["state"] if row["is_open"] else dice.choice(("closed", "answered", "rejected")),
    }  # fmt: skip
    if dice.random() < 0.05:
        told |= {"topic_code": "", "group_code": ""}
    if answered is not None:
        told |= {
            "replied_at": dice.choice((answered, answered, None)), "returns": dice.choice((0, 0, 2)),
            "outcome": dice.choice(("solved", "explained", "refused")), "interims": dice.choice((0, 1)),
            "answer_score": dice.choice((None, 0.2, 0.5, 0.9)), "reopened": dice.choice((0, 0, 1)),
            "first_solved": dice.choice((None, True, False)), "first_outcome": dice.choice(("solved", "refused")),
        }  # fmt: skip
    return told


def _derived(row: dict) -> dict:
    day, answered = row["received_at"].date(), row["answer_done_at"]
    hours = None if answered is None else (answered - row["received_at"]).total_seconds() / 3600
    return {
        "reaction_hours": _hours(row, "reaction"), "solution_hours": _hours(row, "solution"),
        "day": day, "month": day.replace(day=1), "week": day - timedelta(days=day.weekday()),
        "weekday": day.isoweekday(), "hour": row["received_at"].hour, "municipality_code": row["territory_code"],
        "answered_at": answered, "answered_day": answered.date() if answered else None, "answer_hours": hours,
        "late_hours": None if answered is None else (answered - row["answer_due_at"]).total_seconds() / 3600,
    }  # fmt: skip


def _hours(row: dict, name: str) -> float | None:
    done = row[f"{name}_done_at"]
    return None if done is None else (done - row["received_at"]).total_seconds() / 3600


def share_in_time(rows: list[dict]) -> float | None:
    """A plain recount of in_time."""
    told = [not row["is_answered_late"] for row in rows if row["is_answered_late"] is not None]
    return sum(told) / len(told) if told else None


def middle(rows: list[dict]) -> float | None:
    """A plain recount of answer_hours."""
    hours = [row["answer_hours"] for row in rows if row["answer_hours"] is not None]
    return median(hours) if hours else None


def between(rows: list[dict], column: str, since: date, until: date) -> list[dict]:
    """Rows whose day lies in a period, both ends included."""
    return [row for row in rows if row[column] and since <= row[column] <= until]
