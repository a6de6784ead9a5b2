"""Walks the line: takes what waits, keeps what was thought, sets aside what breaks; may be killed at any point."""

import logging
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from otklik.appeals import actions as appeals
from otklik.appeals.models import Event, Question
from otklik.appeals.outcomes import Unreadable
from otklik.deadlines import phases
from otklik.facts import actions as facts
from otklik.flow import line
from otklik.flow.desks import held_files, waiting
from otklik.intake import actions as intake
from otklik.intake import queries as inbox

BATCH = 1000
QUICK = 200
Now = Callable[[], datetime]
log = logging.getLogger(__name__)


@dataclass
class Walk:
    """What a run did: letters read, questions by stage and outcome, facts made, seconds."""

    letters: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    facts: int = 0
    now: Now = timezone.now
    started: float = field(default_factory=time.monotonic)

    @property
    def moved(self) -> int:
        return self.letters + self.outcomes.total() + self.facts

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started


def drain(
    *, stop_after_s: float | None = None, on_batch: Callable[[Walk], None] | None = None, now: Now = timezone.now
) -> Walk:
    """Walk the line until nothing is left to do, or for about `stop_after_s` seconds; `now` tells the time."""
    walk = Walk(now=now)
    while _round(walk):
        if on_batch:
            on_batch(walk)
        if stop_after_s is not None and walk.seconds > stop_after_s:
            break
    return walk


def walk_now(question_ids: Sequence[int], at: datetime) -> None:
    """Walk just these questions to where they stop, and show them in facts: after a person's act."""
    walk = Walk(now=lambda: at)
    for step in line.LINE:
        _walk_step(step, _at_stage(step, question_ids), walk)
    facts.refresh_now(list(question_ids))


def read_now(letter_ids: Sequence[int], at: datetime) -> list[int]:
    """Read just these letters and walk their questions; returns the ids of the questions."""
    intake.read(letter_ids, at)
    waiting.take_answers(at)
    held_files.attach(at)
    found = list(Question.objects.filter(appeal__in=inbox.appeals_of(letter_ids)).values_list("pk", flat=True))
    walk_now(found, at)
    return found


def _round(walk: Walk) -> bool:
    before = walk.moved
    _overtake(walk)
    letters = intake.waiting(BATCH)
    if letters:
        walk.letters += _read(letters, walk.now())
    waiting.take_answers(walk.now())
    held_files.attach(walk.now())
    for step in line.LINE:
        _walk_step(step, _waiting(step, walk.now()), walk)
    walk.facts += facts.refresh()
    return walk.moved > before


def _overtake(walk: Walk) -> None:
    """Letters that came one by one go the whole way before any table: an urgent one is on its page in seconds."""
    letters = intake.waiting_alone(QUICK)
    if not letters:
        return
    walk.letters += _read(letters, walk.now())
    found = list(Question.objects.filter(appeal__in=inbox.appeals_of(letters)).values_list("pk", flat=True))
    for step in line.LINE:
        _walk_step(step, _at_stage(step, found), walk)
    facts.refresh_now(found)
    walk.facts += len(found)


def _waiting(step: line.Step, now: datetime) -> list[int]:
    due = Q(try_after=None) | Q(try_after__lte=now)
    return list(Question.objects.filter(due, stage=step.stage).order_by("pk").values_list("pk", flat=True)[:BATCH])


def _at_stage(step: line.Step, question_ids: Sequence[int]) -> list[int]:
    return list(Question.objects.filter(pk__in=question_ids, stage=step.stage).values_list("pk", flat=True))


def _walk_step(step: line.Step, question_ids: Sequence[int], walk: Walk) -> None:
    if not question_ids:
        return
    for outcome, number in _guarded(step, question_ids, walk.now()).items():
        walk.outcomes[f"{step.stage}: {outcome}"] += number


def _read(letter_ids: Sequence[int], now: datetime) -> int:
    try:
        intake.read(letter_ids, now)
    except OperationalError:
        raise
    except Exception:
        if len(letter_ids) > 1:
            return sum(_read(half, now) for half in _halves(letter_ids))
        log.exception("letter %s can't be read", letter_ids[0])
        intake.set_aside(letter_ids[0], f"Ошибка чтения: {_last_line()}")
    return len(letter_ids)


def _guarded(step: line.Step, question_ids: Sequence[int], now: datetime) -> Counter[str]:
    """The guard: what breaks a batch is found by halving and set aside alone, with its traceback; the rest goes on."""
    try:
        return _walk_batch(step, question_ids, now)
    except OperationalError:
        # The database is busy or gone, not the question bad: the next run tries again.
        raise
    except Exception:
        if len(question_ids) > 1:
            first, second = _halves(question_ids)
            return _guarded(step, first, now) + _guarded(step, second, now)
        log.exception("question %s broke at %s", question_ids[0], step.stage)
        return _set_aside(step, question_ids[0], now)


def _halves(ids: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    return ids[: len(ids) // 2], ids[len(ids) // 2 :]


def _walk_batch(step: line.Step, question_ids: Sequence[int], now: datetime) -> Counter[str]:
    questions = list(Question.objects.filter(pk__in=question_ids, stage=step.stage).select_related("appeal"))
    verdicts = step.think(questions, now)
    with transaction.atomic():
        current = _locked(step, questions)
        # Another worker, or a person, may have moved a question while this one was thinking.
        verdicts = [verdict for verdict in verdicts if current.get(verdict.question.pk) == verdict.question.version]
        before = phases.standings(verdict.question for verdict in verdicts)
        step.keep(verdicts, now)
        for verdict in verdicts:
            line.follow(verdict.question, verdict.outcome)
        walked = [verdict.question for verdict in verdicts]
        appeals.save(walked)
        phases.keep(walked, before, by_id=None, at=now)
    return Counter(type(verdict.outcome).__name__.lower() for verdict in verdicts)


def _locked(step: line.Step, questions: Sequence[Question]) -> dict[int, int]:
    rows = Question.objects.filter(pk__in=[question.pk for question in questions], stage=step.stage)
    return dict(rows.select_for_update().order_by("pk").values_list("pk", "version"))


def _set_aside(step: line.Step, question_id: int, now: datetime) -> Counter[str]:
    reason = f"Этап «{step.stage.label}» не справился: {_last_line()}"
    with transaction.atomic():
        question = Question.objects.get(pk=question_id)
        line.follow(question, Unreadable(reason))
        appeals.save([question])
        what = {"stage": step.stage, "traceback": traceback.format_exc()[-4000:]}
        appeals.tell([_stumble(question, reason, what, now)])
    return Counter({"unreadable": 1})


def _stumble(question: Question, reason: str, what: dict[str, str], now: datetime) -> Event:
    return Event(
        appeal_id=question.appeal_id, question_id=question.pk, kind="quarantined", at=now, what=what,
        why=reason[:500],
    )  # fmt: skip


def _last_line() -> str:
    return traceback.format_exc().strip().splitlines()[-1][:300]


def report(walk: Walk) -> dict[str, object]:
    """The walk in figures, for the command and the log."""
    return {
        "letters": walk.letters,
        "outcomes": dict(sorted(walk.outcomes.items())),
        "facts": walk.facts,
        "seconds": round(walk.seconds, 2),
        "at": datetime.now(timezone.get_current_timezone()).isoformat(timespec="seconds"),
    }
