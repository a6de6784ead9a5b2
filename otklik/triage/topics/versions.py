"""Versions of the topic model as pages see them: where each came from, what it is worth, how people take it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from otklik.triage.models import ModelVersion
from otklik.triage.topics.in_use import model_in_use
from otklik.triage.topics.model import STARTER


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version of the topic model. `state`: in_use, kept, refused; `measures`: head -> measure -> share of one."""

    version: str
    state: str
    trained_at: datetime
    # A person's name; empty: the nightly job; the shipped model has neither.
    trained_by: str
    is_starter: bool
    # How many rows of each origin it learned from: {"starter": 18047, "decisions": 212}.
    rows: Mapping[str, int]
    # On decisions it has not seen: {"group": {"n": 40, "accuracy": 0.8, "before": 0.7, …}, …}.
    measures: Mapping[str, Mapping[str, float]]
    parent: str
    # Why it was put in use or refused (Russian).
    reason: str
    in_use_since: datetime | None
    # Whether its file still lies there, so that it can be put in use.
    has_file: bool


def versions() -> tuple[VersionLine, ...]:
    """All versions, the one in use first, then the newest; the shipped one is there before anything was learned."""
    rows = list(ModelVersion.objects.select_related("trained_by").order_by("-trained_at", "-pk"))
    lines = [_line(row) for row in sorted(rows, key=lambda row: row.state != ModelVersion.State.IN_USE)]
    return tuple(lines) or (_starter(),)


def _line(row: ModelVersion) -> VersionLine:
    return VersionLine(
        version=row.version, state=row.state, trained_at=row.trained_at,
        trained_by=str(row.trained_by) if row.trained_by else "", is_starter=row.is_starter, rows=row.rows,
        measures=row.measures, parent=row.parent, reason=row.reason, in_use_since=row.used_since,
        has_file=row.is_starter or bool(row.file),
    )  # fmt: skip


def _starter() -> VersionLine:
    made = datetime.fromtimestamp(STARTER.stat().st_mtime, UTC)
    return VersionLine(
        version=model_in_use().version, state=ModelVersion.State.IN_USE, trained_at=made, trained_by="",
        is_starter=True, rows={}, measures={}, parent="", reason="Поставляется с программой", in_use_since=None,
        has_file=True,
    )  # fmt: skip
