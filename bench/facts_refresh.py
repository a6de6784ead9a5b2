"""How fast facts follow what changed, beside the physical limit: the same rows written bare, in the same run.

Usage: python -m bench.facts_refresh [QUESTIONS]. Each invented question has a letter, proposals, three clocks, four
passages, an answer; a quarter have a verdict. OTKLIK_DATABASE chooses PostgreSQL: an empty database is needed.
Prints one JSON object: facts a second by the clock, and by this process's own time (on PostgreSQL the server's is
beside it).
"""

import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

HOME = tempfile.mkdtemp(prefix="otklik-bench-")
os.environ |= {"OTKLIK_HOME": HOME, "DJANGO_SETTINGS_MODULE": "config.settings.base", "OTKLIK_SECRET_KEY": "bench"}
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import F, Model  # noqa: E402
from django.utils import timezone  # noqa: E402

from otklik.answers.models import Answer  # noqa: E402
from otklik.appeals import bulk  # noqa: E402
from otklik.appeals.models import Appeal, Outbox, Question  # noqa: E402
from otklik.deadlines.models import Clock, Passage, Risk  # noqa: E402
from otklik.facts import actions, making, parquet  # noqa: E402
from otklik.facts.models import Fact, MonthFile  # noqa: E402
from otklik.flow import founding  # noqa: E402
from otklik.flow.demo import load  # noqa: E402
from otklik.offices.models import Body, Person  # noqa: E402
from otklik.reference.models import Policy, Territory, Topic  # noqa: E402
from otklik.satisfaction.models import Rating  # noqa: E402
from otklik.triage.models import Suggestion  # noqa: E402

BATCH = 2000
TEXT = "На улице Лесной у дома 5 открыт люк, дети ходят мимо в школу, просим закрыть и огородить. " * 3
PHASES = ("coordination", "execution", "approval", "ended")


def fill(questions: int, now: datetime) -> None:
    """Questions of the last hundred days in the demo's region, and all that hangs on them."""
    call_command("migrate", verbosity=0)
    founding.lay_foundation(at=now)
    with transaction.atomic():
        load.region(at=now)
    ground = Ground(random.Random(7), now)
    for start in range(1, questions + 1, BATCH):
        with transaction.atomic():
            numbers = range(start, min(start + BATCH, questions + 1))
            for made in (ground.letters, ground.questions, ground.proposals, ground.clocks, ground.passages,
                         ground.answers, ground.verdicts, ground.risks):  # fmt: skip
                bulk.insert(row for number in numbers for row in made(number))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class Ground:
    """Rows of one question by its number; a tenth are open."""

    def __init__(self, dice: random.Random, now: datetime) -> None:
        self._dice, self._now = dice, now
        self._bodies = list(Body.objects.values_list("pk", flat=True))
        self._people = list(Person.objects.values_list("pk", flat=True))
        self._topics = list(Topic.objects.filter(edition__code="im", level=2).values_list("pk", "code", "name"))
        self._places = list(Territory.objects.values_list("pk", flat=True))
        self._policy = Policy.objects.filter(legal_kind="message").values_list("pk", flat=True).first()

    def letters(self, number: int) -> Iterator[Model]:
        yield Appeal(pk=number, channel="incident", source_name="ВКонтакте", text=TEXT, original_key=uuid4(),
                     received_at=self._at(number), author_key=uuid4(), fingerprint=number)  # fmt: skip

    def questions(self, number: int) -> Iterator[Model]:
        is_open = number % 10 == 0
        yield Question(pk=number, appeal_id=number, topic_id=self._topic(number)[0], body_id=self._body(number),
                       territory_id=self._dice.choice(self._places), state="taken" if is_open else "closed", stage="",
                       assignee_id=self._dice.choice(self._people), decided_by="machine",
                       closed_at=None if is_open else self._at(number, 5))  # fmt: skip

    def proposals(self, number: int) -> Iterator[Model]:
        topics = [[*self._topic(number + step)[1:], 0.9 / (step + 1)] for step in range(3)]
        told = {
            "executor": topics, "group": topics, "theme": topics, "tone": "negative", "is_rude": False, "urgency": "",
            "essence": "Открыт люк у школы.", "reasons": [["люк", 2.1], ["школа", 1.2]] * 5,
        }  # fmt: skip
        yield Suggestion(question_id=number, model_version="bench", proposals=told, at=self._at(number))

    def clocks(self, number: int) -> Iterator[Model]:
        for place, (kind, days) in enumerate((("reaction", 1), ("answer", 6), ("solution", 12))):
            done = None if number % 10 == 0 else self._at(number, days - 0.5)
            yield Clock(pk=number * 3 + place, question_id=number, kind=kind, policy_id=self._policy,
                        started_at=self._at(number), due_at=self._at(number, days), warn_at=self._at(number, days - 1),
                        done_at=done)  # fmt: skip

    def passages(self, number: int) -> Iterator[Model]:
        for place, phase in enumerate(PHASES[: 2 if number % 10 == 0 else 4]):
            body = self._body(number) if phase in ("execution", "approval") else None
            yield Passage(question_id=number, phase=phase, body_id=body, at=self._at(number, place))

    def answers(self, number: int) -> Iterator[Model]:
        if number % 10:
            yield Answer(pk=number, question_id=number, body_id=self._body(number), outcome="solved", state="published",
                         text=TEXT, by_id=self._people[0], created_at=self._at(number, 4),
                         published_at=self._at(number, 5), score=0.2)  # fmt: skip

    def verdicts(self, number: int) -> Iterator[Model]:
        if number % 10 and number % 4 == 0:
            yield Rating(question_id=number, answer_id=number, source="page", stars=number % 5 + 1,
                         is_solved=number % 5 > 2, at=self._at(number, 6))  # fmt: skip

    def risks(self, number: int) -> Iterator[Model]:
        if number % 10 == 0:
            yield Risk(clock_id=number * 3 + 1, question_id=number, chance=0.3, due_at=self._at(number, 6),
                       at=self._now)  # fmt: skip

    def _at(self, number: int, days: float = 0) -> datetime:
        return self._now - timedelta(days=100) + timedelta(seconds=number * 37 % 8_000_000, days=days)

    def _topic(self, number: int) -> tuple[int, str, str]:
        return self._topics[number % len(self._topics)]

    def _body(self, number: int) -> int:
        return self._bodies[number % len(self._bodies)]


def answered(now: datetime) -> None:
    """Each question moves on: another state, phase and version, its terms done, as an answer leaves it."""
    Question.objects.update(state="answered", version=F("version") + 1, closed_at=None)
    Clock.objects.filter(kind="answer").update(done_at=now)
    Answer.objects.update(outcome="planned")
    with transaction.atomic():
        bulk.insert(
            Passage(question_id=number, phase="ended", at=now)
            for number in Question.objects.values_list("pk", flat=True)
        )


def refreshed(questions: int) -> dict[str, float]:
    """Facts a second when all questions stand in the outbox."""
    with transaction.atomic():
        bulk.insert(Outbox(question_id=number) for number in range(1, questions + 1))

    def refresh() -> None:
        while actions.refresh():
            pass

    return measured(refresh, questions)


def measured(work: Callable[[], object], rows: int) -> dict[str, float]:
    """Rows a second by the clock and by the processor time of this process."""
    begun, busy = time.perf_counter(), time.process_time()
    work()
    by_clock, own = time.perf_counter() - begun, time.process_time() - busy
    return {"a second": round(rows / by_clock), "a CPU-second": round(rows / own)}


def bare(indexes: bool) -> dict[str, float]:
    """The same rows by plain INSERTs in batches of 500 into a table without indexes, or with those of facts."""
    rows = making._KEPT.rows(range(1, Fact.objects.count() + 1))
    table, names = "bench_bare", ", ".join(f'"{name}"' for name in making.COLUMNS)
    statement = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(making.COLUMNS))})"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(f"CREATE TABLE {table} AS SELECT {names} FROM facts_fact LIMIT 0")
        if indexes:
            for index in Fact._meta.indexes:
                made = str(index.create_sql(Fact, connection.schema_editor()))
                cursor.execute(made.replace('"facts_fact"', table).replace(f'"{index.name}"', f'"b_{index.name}"', 1))

        def write() -> None:
            for start in range(0, len(rows), 500):
                with transaction.atomic():
                    cursor.executemany(statement, rows[start : start + 500])

        told = measured(write, len(rows))
        cursor.execute(f"DROP TABLE {table}")
    return told


def columns(now: datetime) -> dict[str, float]:
    """All months written into the columnar copy."""
    MonthFile.objects.all().delete()
    return measured(lambda: parquet.write_stale(now), Fact.objects.count())


def main() -> None:
    questions = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    now = timezone.now()
    fill(questions, now)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told: dict[str, object] = {"engine": connection.vendor, "questions": questions}
    told["made for the first time, with the index of words"] = refreshed(questions)
    told["nothing differs"] = refreshed(questions)
    answered(now)
    told["each one answered"] = refreshed(questions)
    Risk.objects.update(chance=0.6)
    Question.objects.update(version=F("version") + 1)
    told["another version each"] = refreshed(questions)
    told["peak above what it was, MB"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    told["bare INSERT, no indexes"], told["bare INSERT, all indexes"] = bare(indexes=False), bare(indexes=True)
    told["columnar copy"] = columns(now)
    told["load of the machine"] = round(os.getloadavg()[0], 1)
    print(json.dumps(told, ensure_ascii=False, indent=1))


main()
