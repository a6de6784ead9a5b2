"""The columns of the columnar copy: what a fact is to slices, indicators and ranking; no text, no place in words."""

import pyarrow as pa

MOMENT = pa.timestamp("us", tz="UTC")
_INT, _SHORT, _REAL, _TEXT, _YES = pa.int64(), pa.int16(), pa.float64(), pa.string(), pa.bool_()

STORED: dict[str, pa.DataType] = {
    "question_id": _INT, "appeal_id": _INT, "received_at": MOMENT, "channel": _TEXT, "source_name": _TEXT,
    "legal_kind": _TEXT, "state": _TEXT, "waits_for": _TEXT, "is_open": _YES, "topic_code": _TEXT, "group_code": _TEXT,
    "territory_code": _TEXT, "body_id": _INT, "block_code": _TEXT, "decided_by": _TEXT, "confidence": _REAL,
    "latitude": _REAL, "longitude": _REAL, "tone": _TEXT, "is_rude": _YES, "urgency": _TEXT, "taken_at": MOMENT,
    "due_at": MOMENT, "due_kind": _TEXT, "returned_at": MOMENT, "is_shared": _YES, "warn_at": MOMENT,
    "paused_at": MOMENT, "risk": _REAL, "transfers": _SHORT, "promise_due_at": MOMENT, "answer_due_at": MOMENT,
    "answer_done_at": MOMENT, "is_answered_late": _YES, "phase": _TEXT, "phase_since": MOMENT, "assignee_id": _INT,
    "answer_state": _TEXT, "replied_at": MOMENT, "outcome": _TEXT, "answer_score": _REAL, "returns": _SHORT,
    "interims": _SHORT, "promises_kept": _SHORT, "promises_broken": _SHORT, "stars": _SHORT, "is_solved": _YES,
    "reopened": _SHORT, "sent_at": MOMENT, "is_auto_routed": _YES, "reaction_due_at": MOMENT,
    "reaction_done_at": MOMENT, "solution_due_at": MOMENT, "solution_done_at": MOMENT, "closed_at": MOMENT,
    "first_stars": _SHORT, "first_solved": _YES, "first_outcome": _TEXT, "verdicts_bad": _SHORT, "is_fast": _YES,
    "same_as_id": _INT, "is_repeated": _YES, "load": _REAL, "author_hash": _INT,
}  # fmt: skip
"""As the table of facts has them."""

DERIVED: dict[str, pa.DataType] = {
    "month": pa.date32(), "week": pa.date32(), "day": pa.date32(), "weekday": _SHORT, "hour": _SHORT,
    "municipality_code": _TEXT, "answered_at": MOMENT, "answered_day": pa.date32(), "reaction_hours": _REAL,
    "answer_hours": _REAL, "solution_hours": _REAL, "late_hours": _REAL,
}  # fmt: skip
"""Told by the others, where the region is: a week begins on Monday, which is 1; a municipality is eight digits.

`answered_at` is when the author had the answer, or the question ended without one; hours are calendar hours from the
receipt, `late_hours` from the end of the term, below zero while in time.
"""

SCHEMA = pa.schema([*STORED.items(), *DERIVED.items()])
