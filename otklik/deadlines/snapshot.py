"""How the clocks of questions stood before an act, as values that an event can keep, and putting them back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from otklik.deadlines.models import Clock, Pause, Recount
from otklik.offices.models import Person


@dataclass(frozen=True, slots=True)
class Stood:
    """One clock as it stood; moments are ISO texts. `pauses`: (number, end or empty)."""

    id: int
    due_at: str
    warn_at: str
    paused_at: str
    done_at: str
    extra_days: int
    pauses: tuple[tuple[int, str], ...] = ()

    def written(self) -> dict[str, Any]:
        """For an event."""
        return asdict(self)

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> "Stood":
        """As `written` gave it, through JSON or not."""
        pauses = tuple((number, ended) for number, ended in written["pauses"])
        return cls(**{**written, "pauses": pauses})


def take(question_ids: Sequence[int]) -> dict[int, tuple[Stood, ...]]:
    """The clocks of each question as they stand now. Two queries."""
    pauses: dict[int, list[tuple[int, str]]] = {}
    rows = Pause.objects.filter(clock__question__in=question_ids).order_by("pk")
    for number, clock_id, ended in rows.values_list("pk", "clock_id", "ended_at"):
        pauses.setdefault(clock_id, []).append((number, _text(ended)))
    found: dict[int, list[Stood]] = {number: [] for number in question_ids}
    for clock in Clock.objects.filter(question__in=question_ids).order_by("pk"):
        found[clock.question_id].append(_stood(clock, tuple(pauses.get(clock.pk, ()))))
    return {number: tuple(clocks) for number, clocks in found.items()}


def restore(before: Mapping[int, Sequence[Stood]], *, by: Person, at: datetime) -> None:
    """Put the clocks of questions back; those that the act brought are withdrawn, moved ends are told of."""
    kept = {stood.id: stood for clocks in before.values() for stood in clocks}
    Clock.objects.filter(question__in=list(before)).exclude(pk__in=kept).delete()
    clocks = list(Clock.objects.filter(pk__in=kept))
    told = [
        Recount(clock=clock, at=at, by=by, cause=Recount.Cause.UNDONE, before=clock.due_at, after=due_at, why="")
        for clock in clocks
        if (due_at := datetime.fromisoformat(kept[clock.pk].due_at)) != clock.due_at
    ]
    for clock in clocks:
        _put_back(clock, kept[clock.pk])
    Clock.objects.bulk_update(clocks, ["due_at", "warn_at", "paused_at", "done_at", "extra_days"], batch_size=200)
    Recount.objects.bulk_create(told)
    _restore_pauses({number: ended for stood in kept.values() for number, ended in stood.pauses}, list(kept))


def _restore_pauses(kept: Mapping[int, str], clock_ids: Sequence[int]) -> None:
    Pause.objects.filter(clock__in=clock_ids).exclude(pk__in=kept).delete()
    pauses = list(Pause.objects.filter(pk__in=kept))
    for pause in pauses:
        pause.ended_at = _moment(kept[pause.pk])
    Pause.objects.bulk_update(pauses, ["ended_at"], batch_size=200)


def _stood(clock: Clock, pauses: tuple[tuple[int, str], ...]) -> Stood:
    return Stood(
        id=clock.pk, due_at=_text(clock.due_at), warn_at=_text(clock.warn_at), paused_at=_text(clock.paused_at),
        done_at=_text(clock.done_at), extra_days=clock.extra_days, pauses=pauses,
    )  # fmt: skip


def _put_back(clock: Clock, stood: Stood) -> None:
    clock.due_at, clock.warn_at = datetime.fromisoformat(stood.due_at), datetime.fromisoformat(stood.warn_at)
    clock.paused_at, clock.done_at = _moment(stood.paused_at), _moment(stood.done_at)
    clock.extra_days = stood.extra_days


def _text(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
