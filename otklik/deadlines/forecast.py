"""Learns nightly which terms are missed, proves it on the latest, says how likely each running answer is to be."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

import numpy as np
from django.db import transaction

from otklik.appeals import bulk
from otklik.appeals.models import Event, Outbox
from otklik.deadlines.models import Clock, Forecast, Risk, UsualLoad
from otklik.deadlines.risk import Bin, Ended, RiskModel, brier, calibration
from otklik.deadlines.risk_training import by_time_alone, train
from otklik.deadlines.rules import DeadlineError
from otklik.offices.models import Body
from otklik.reference.rules import group_code
from otklik.triage.topics.calibration import calibration_error

HISTORY_DAYS = 180
STEP = timedelta(hours=6)
"""A term is looked at as it stood every six hours, so that long ones count as often as a list shows them."""

MOST_SEEN = 40_000
_PROVED_ON = 0.25
_STILL_OWED = 2.0
_TOLD_APART = 0.01


@dataclass(frozen=True, slots=True)
class Run:
    """The clock of one answer: whose, of what, from when to when, and when it was done (None: owed)."""

    clock_id: int
    question_id: int
    body: str
    topic: str
    started_at: datetime
    due_at: datetime
    done_at: datetime | None
    # When it was sent on from one body to another.
    transfers: tuple[datetime, ...] = ()

    def passed(self, moment: datetime) -> float:
        """The share of the term that had passed."""
        return (moment - self.started_at) / max(self.due_at - self.started_at, timedelta(seconds=1))


@dataclass
class Load:
    """How many questions of a body were open at a moment, beside its usual number."""

    starts: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    usual: float = 1.0

    def at(self, moment: datetime) -> float:
        """1 is usual."""
        second = moment.timestamp()
        return (bisect_right(self.starts, second) - bisect_right(self.ends, second)) / self.usual


@dataclass(frozen=True, slots=True)
class Proof:
    """The model and time alone on the latest terms, which neither has seen; `ece` is the error of the chances."""

    terms: int
    seen: int
    since: datetime
    brier: float
    brier_time_alone: float
    ece: float
    calibration: tuple[Bin, ...]

    @property
    def is_better(self) -> bool:
        """Whether the model tells more than the time left."""
        return self.brier < self.brier_time_alone


def learn(now: datetime) -> Forecast:
    """Train on the last half-year, prove it, keep both; the model is in use only where it beats time alone.

    Raises DeadlineError where too few terms have ended.
    """
    runs = history(now)
    loads = load_of(runs, now)
    proof = prove(runs, loads, now)
    model = train(_seen([run for run in runs if _is_ended(run, now)], loads, now))
    return Forecast.objects.create(
        trained_at=now, model=asdict(model), terms=proof.terms, seen=proof.seen, proved_since=proof.since,
        brier=proof.brier, brier_time_alone=proof.brier_time_alone, ece=proof.ece, is_better=proof.is_better,
        calibration=[[one.terms, round(one.told, 4), round(one.late, 4)] for one in proof.calibration],
    )  # fmt: skip


def score(now: datetime) -> int:
    """How likely each running answer is to be late, kept with its reasons; how many. Nothing before the first model."""
    kept = Forecast.objects.filter(is_better=True).order_by("-trained_at", "-pk").first()
    if kept is None:
        return 0
    model = _model(kept)
    runs = history(now)
    loads = load_of(runs, now)
    paused = set(Clock.objects.filter(done_at=None, paused_at__isnull=False).values_list("pk", flat=True))
    running = [run for run in runs if run.done_at is None and run.due_at > now and run.clock_id not in paused]
    terms = [_term(run, now, loads) for run in running]
    chances = model.chances(terms) if terms else np.zeros(0)
    rows = [
        Risk(clock_id=run.clock_id, question_id=run.question_id, chance=round(float(chance), 4), at=now,
             due_at=run.due_at, reasons=_reasons(model, term))
        for run, term, chance in zip(running, terms, chances, strict=True)
    ]  # fmt: skip
    with transaction.atomic():
        _tell(rows)
        _keep_loads(loads, now)
    return len(rows)


def _tell(rows: Sequence[Risk]) -> None:
    """Keep the chances; only questions of which something else is now foretold are made anew in the facts."""
    known = dict(Risk.objects.values_list("question", "chance"))
    told = {row.question_id: row.chance for row in rows}
    moved = [number for number, chance in told.items() if abs(known.get(number, -1) - chance) >= _TOLD_APART]
    Risk.objects.all().delete()
    bulk.insert(rows)
    gone = [number for number in known if number not in told]
    bulk.insert(Outbox(question_id=number) for number in (*moved, *gone))


def _keep_loads(loads: Mapping[str, Load], now: datetime) -> None:
    bodies = dict(Body.objects.filter(code__in=loads).values_list("code", "pk"))
    rows = [UsualLoad(body_id=pk, usual=loads[code].usual, at=now) for code, pk in bodies.items()]
    UsualLoad.objects.all().delete()
    UsualLoad.objects.bulk_create(rows)


def prove(runs: Sequence[Run], loads: Mapping[str, Load], now: datetime) -> Proof:
    """Train on terms that had ended before the last quarter began, ask of those that began in it.

    Raises DeadlineError where either part is too small.
    """
    ended = sorted((run for run in runs if _is_ended(run, now)), key=lambda run: run.started_at)
    if not ended:
        raise DeadlineError("Для прогноза нет ни одного закончившегося срока.")
    cut = ended[int(len(ended) * (1 - _PROVED_ON))].started_at
    early = _seen([run for run in ended if (run.done_at or run.due_at) < cut], loads, now)
    late = _seen([run for run in ended if run.started_at >= cut], loads, now)
    model = train(early)
    if not late:
        raise DeadlineError("Для проверки прогноза нет сроков последнего времени.")
    told, missed = model.chances(late), np.array([term.is_late for term in late])
    return Proof(
        terms=sum(run.started_at >= cut for run in ended), seen=len(late), since=cut, brier=brier(told, late),
        brier_time_alone=brier(by_time_alone(early, late), late), ece=calibration_error(told, missed, bins=10),
        calibration=calibration(told, late),
    )  # fmt: skip


def history(now: datetime) -> list[Run]:
    """Clocks of answers of the last half-year. Two queries."""
    since = now - timedelta(days=HISTORY_DAYS)
    rows = Clock.objects.filter(kind=Clock.Kind.ANSWER, started_at__gte=since, policy__isnull=False).order_by("pk")
    transfers = _transfers(since)
    columns = ("pk", "question", "question__body__code", "question__topic__code", "started_at", "due_at", "done_at")
    return [
        Run(pk, question, body or "", group_code(topic or ""), start, due, done, transfers.get(question, ()))
        for pk, question, body, topic, start, due, done in rows.values_list(*columns)
    ]


def load_of(runs: Sequence[Run], now: datetime) -> dict[str, Load]:
    """The load of each body over time."""
    loads: dict[str, Load] = {}
    for run in runs:
        load = loads.setdefault(run.body, Load())
        load.starts.append(run.started_at.timestamp())
        if run.done_at is not None:
            load.ends.append(run.done_at.timestamp())
    for load in loads.values():
        load.starts.sort()
        load.ends.sort()
        first, step = load.starts[0], STEP.total_seconds()
        moments = np.arange(first, now.timestamp() + step, step)
        open_then = np.searchsorted(load.starts, moments, "right") - np.searchsorted(load.ends, moments, "right")
        load.usual = max(float(open_then.mean()), 1.0)
    return loads


def _transfers(since: datetime) -> dict[int, tuple[datetime, ...]]:
    """When each question was sent to a body again, after the first time."""
    routed = Event.objects.filter(kind="routed", at__gte=since, question__isnull=False).order_by("pk")
    moments: dict[int, list[datetime]] = {}
    for question, at in routed.values_list("question", "at"):
        moments.setdefault(question, []).append(at)
    return {question: tuple(times[1:]) for question, times in moments.items() if len(times) > 1}


def _is_ended(run: Run, now: datetime) -> bool:
    return run.done_at is not None or run.due_at < now


def _seen(runs: Sequence[Run], loads: Mapping[str, Load], now: datetime) -> list[Ended]:
    """The terms as they stood at each step while they ran; thinned evenly where they are many."""
    moments = [(run, moment) for run in runs for moment in _moments(run, now)]
    every = max(1, -(-len(moments) // MOST_SEEN))
    return [_term(run, moment, loads) for run, moment in moments[::every]]


def _moments(run: Run, now: datetime) -> list[datetime]:
    end = min(run.due_at, run.done_at or now)
    first = datetime.fromtimestamp(
        -(-run.started_at.timestamp() // STEP.total_seconds()) * STEP.total_seconds(), run.started_at.tzinfo
    )
    count = max(0, -((first - end) // STEP))
    return [first + STEP * number for number in range(count)]


def _term(run: Run, moment: datetime, loads: Mapping[str, Load]) -> Ended:
    finish = run.passed(run.done_at) if run.done_at else _STILL_OWED
    times = sum(at <= moment for at in run.transfers)
    return Ended(run.body, run.topic, run.passed(moment), loads[run.body].at(moment), times, finish)


def _reasons(model: RiskModel, term: Ended) -> list[list[str | float]]:
    """Each with the value that it speaks of."""
    values = model.values(term)
    return [
        [reason.feature, round(reason.weight, 2), round(values[reason.feature], 3)] for reason in model.reasons(term)
    ]


def _model(kept: Forecast) -> RiskModel:
    written = kept.model
    return RiskModel(**{**written, "still_open": tuple(written["still_open"]), "weights": tuple(written["weights"])})
