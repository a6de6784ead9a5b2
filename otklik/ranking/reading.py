"""The evidence of a period: one query over the columnar copy, and the bodies that handed questions on."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.utils import timezone
from ibis.expr.types import Table
from numpy.typing import NDArray

from otklik.facts.columns import SCHEMA
from otklik.gateways.engines import FACTS
from otklik.indicators import source
from otklik.indicators.rules import Period
from otklik.ranking.components import values
from otklik.ranking.evidence import Evidence, Ints
from otklik.ranking.rules import BODY, PLACE
from otklik.routing import transfers

OWED_DAYS = 365
"""What fell due earlier than so long before a period and was never answered is no longer held against anybody."""
_NUMBERS = (
    "answer_score", "returns", "transfers", "answer_hours", "late_hours", "first_stars", "first_solved", "verdicts_bad",
    "reopened", "promises_kept", "promises_broken",
)  # fmt: skip
_WHOLE = ("question_id", "appeal_id", "author_hash", "same_as_id", "body_id", "is_repeated")
_WORDS = ("group_code", "channel", "legal_kind", "urgency", "municipality_code")


@dataclass(frozen=True, eq=False, slots=True)
class Read:
    """The same questions as evidence of bodies and of municipalities."""

    bodies: Evidence
    places: Evidence

    def of(self, kind: str) -> Evidence:
        return {BODY: self.bodies, PLACE: self.places}[kind]


def read(period: Period, now: datetime) -> Read:
    """Of a period, which may still run. Raises NoFacts, EngineError."""
    givers = np.array(transfers.givers(since=_begin(period)), dtype=np.int64).reshape(-1, 2)
    return made(source.run(asked(period, now)), givers)


def facts() -> Table:
    """The columnar copy as an expression."""
    return ibis.table(ibis.Schema.from_pyarrow(SCHEMA), name=FACTS)


def asked(period: Period, now: datetime) -> Table:
    """What was answered in the period, and what had fallen due by its end (or by now) with no answer by then.

    Left out: what the centre did not take for consideration, thanks, and what waits for its author.
    """
    found = facts()
    end = min(now, datetime.combine(period.until + timedelta(days=1), time(), timezone.get_default_timezone()))
    answered = found.answered_day.between(period.since, period.until).fill_null(False)
    unanswered = found.answered_day.isnull() | (found.answered_day > period.until)
    begin = _begin(period)
    owed = found.answer_due_at.between(_moment(begin), _moment(end)).fill_null(False) & found.paused_at.isnull()
    kept = found.filter(
        (answered | (unanswered & owed)) & (found.state != "rejected") & (found.tone != "thanks"),
    )
    told = kept.select(
        *_WHOLE, *_WORDS, *_NUMBERS,
        is_answered=kept.answered_day.between(period.since, period.until).fill_null(False),
        is_replied=kept.replied_at.notnull(),
    )  # fmt: skip
    return told.order_by("question_id")


def made(rows: pa.Table, givers: NDArray[np.int64]) -> Read:
    """Rows of `asked` and G × 2 pairs of a question and a body that handed it on, as evidence."""
    whole = {name: _ints(rows, name) for name in ("question_id", "appeal_id")}
    number = {name: rows[name].cast(pa.float64()).to_numpy() for name in _NUMBERS if name != "first_solved"}
    number["first_solved"] = rows["first_solved"].cast(pa.int8()).cast(pa.float64()).to_numpy()
    columns = {
        "is_answered": _yes(rows, "is_answered"), "is_replied": _yes(rows, "is_replied"),
        "is_joined": rows["same_as_id"].is_valid().to_numpy(), "score": number["answer_score"],
        "returns": number["returns"], "transfers": number["transfers"], "hours": number["answer_hours"],
        "late_hours": number["late_hours"], "stars": number["first_stars"], "solved": number["first_solved"],
        "bad_verdicts": number["verdicts_bad"], "reopened": number["reopened"],
        "is_repeated": _yes(rows, "is_repeated"), "kept": number["promises_kept"], "broken": number["promises_broken"],
    }  # fmt: skip
    groups, group = _coded(rows["group_code"])
    kinds = pc.binary_join_element_wise(rows["channel"], rows["legal_kind"], " ")
    every = Evidence(
        subjects=(), groups=groups, question=whole["question_id"], appeal=whole["appeal_id"],
        author=_filled(rows, "author_hash", "appeal_id"), matter=_filled(rows, "same_as_id", "question_id"),
        subject=np.zeros(0, dtype=np.int64), group=group, channel=_coded(kinds)[1], urgency=_coded(rows["urgency"])[1],
        values=values(columns), is_handed=np.zeros(len(rows), dtype=bool),
    )  # fmt: skip
    bodies = pc.fill_null(rows["body_id"], -1).to_numpy()
    places = rows["municipality_code"].fill_null("").to_numpy(zero_copy_only=False).astype(str)
    return Read(_of_bodies(every, bodies, givers), _narrowed(every, np.flatnonzero(places != ""), places[places != ""]))


def _of_bodies(every: Evidence, bodies: Ints, givers: NDArray[np.int64]) -> Evidence:
    """Each question with the body that has it and with those that handed it on: a hard one is not lost by that."""
    row = np.searchsorted(every.question, givers[:, 0]) if len(givers) else np.zeros(0, dtype=np.int64)
    known = np.flatnonzero(row < len(every.question))
    known = known[every.question[row[known]] == givers[known, 0]]
    known = known[bodies[row[known]] != givers[known, 1]]
    rows = np.concatenate([np.arange(len(bodies)), row[known]])
    subject = np.concatenate([bodies, givers[known, 1]])
    found = _narrowed(every, rows[subject >= 0], subject[subject >= 0])
    return replace(found, is_handed=(np.arange(len(rows)) >= len(bodies))[subject >= 0])


def _narrowed(every: Evidence, rows: Ints, subject: NDArray) -> Evidence:
    """Those rows, each with its subject."""
    names, number = np.unique(subject, return_inverse=True)
    columns = ("question", "appeal", "author", "matter", "group", "channel", "urgency", "values", "is_handed")
    return replace(
        every, subjects=tuple(str(name) for name in names), subject=number.astype(np.int64),
        **{name: getattr(every, name)[rows] for name in columns},
    )  # fmt: skip


def _begin(period: Period) -> datetime:
    return datetime.combine(period.since - timedelta(days=OWED_DAYS), time(), timezone.get_default_timezone())


def _moment(at: datetime) -> ibis.Value:
    return ibis.literal(at, type="timestamp('UTC')")


def _ints(rows: pa.Table, name: str) -> Ints:
    return np.asarray(rows[name].to_numpy(), dtype=np.int64)


def _yes(rows: pa.Table, name: str) -> NDArray[np.bool_]:
    # ClickHouse tells truth as a small number.
    return np.asarray(pc.fill_null(rows[name].cast(pa.bool_()), False).to_numpy(zero_copy_only=False), dtype=bool)


def _filled(rows: pa.Table, name: str, other: str) -> Ints:
    return np.asarray(pc.coalesce(rows[name], rows[other]).to_numpy(), dtype=np.int64)


def _coded(column: pa.ChunkedArray) -> tuple[tuple[str, ...], Ints]:
    """The values in order and the number of each row's."""
    coded = pc.dictionary_encode(pc.fill_null(column, "")).combine_chunks()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.chunk(0) if coded.num_chunks else pa.array([], pa.string()).dictionary_encode()
    words = coded.dictionary.to_pylist()
    rank = np.empty(len(words), dtype=np.int64)
    rank[sorted(range(len(words)), key=lambda place: words[place])] = np.arange(len(words))
    return tuple(sorted(words)), rank[np.asarray(coded.indices.to_numpy(), dtype=np.int64)]
