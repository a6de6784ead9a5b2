"""How fast «Мои вопросы» answers on a million questions, 100,000 of them open, beside the bare SQL of its first rows.

Usage: python bench/desk.py [QUESTIONS]. Server time of one request through the whole Django stack, in one process;
every request counts anew, nothing is cached. OTKLIK_DATABASE chooses PostgreSQL: an empty database is needed.
Prints one JSON object.
"""

import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

HOME = tempfile.mkdtemp(prefix="otklik-bench-")
os.environ |= {"OTKLIK_HOME": HOME, "DJANGO_SETTINGS_MODULE": "config.settings.base", "OTKLIK_SECRET_KEY": "bench"}
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from otklik.appeals import bulk  # noqa: E402
from otklik.facts.models import Fact  # noqa: E402
from otklik.flow import founding  # noqa: E402
from otklik.flow.demo import load  # noqa: E402
from otklik.offices.models import Body, Person  # noqa: E402
from otklik.reference.models import Territory, Topic  # noqa: E402

RUNS = 15
OPEN_EVERY, TEMPLATES = 10, 20_000
BUSY = "exec-min-health"
BARE = "SELECT * FROM facts_fact WHERE assignee_id = %s AND is_open ORDER BY due_at, question_id LIMIT 31"


def fill(questions: int, now: datetime) -> None:
    """Facts of a year, the last tenth of them open: half in somebody's hands, half nobody's."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    # What does not start is told before minutes of filling.
    Client(SERVER_NAME="localhost").get("/login/")
    founding.lay_foundation(at=now)
    with transaction.atomic():
        load.region(at=now)
    people = dict(Person.objects.filter(body__isnull=False, login__startswith="exec-").values_list("body", "pk"))
    bodies = [(body.pk, people.get(body.pk)) for body in Body.objects.all()]
    topics = list(Topic.objects.filter(edition__code="im", level=2).values_list("code", flat=True))
    places = list(Territory.objects.values_list("code", flat=True))
    dice = random.Random(7)
    with transaction.atomic():
        bulk.insert(fact(number, now, dice, bodies, topics, places) for number in range(1, TEMPLATES + 1))
    _multiply(questions // TEMPLATES)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _multiply(times: int) -> None:
    """Each fact so many times over, under other numbers."""
    columns = [f'"{field.column}"' for field in Fact._meta.concrete_fields if field.column != "question_id"]
    listed = ", ".join(columns)
    with connection.cursor() as cursor:
        for number in range(1, times):
            cursor.execute(
                f"INSERT INTO facts_fact (question_id, {listed}) SELECT question_id + %s, {listed} FROM facts_fact"
                " WHERE question_id <= %s", [number * TEMPLATES, TEMPLATES],
            )  # fmt: skip


def fact(
    number: int, now: datetime, dice: random.Random, bodies: list[tuple[int, int | None]], topics: list[str],
    places: list[str],
) -> Fact:  # fmt: skip
    is_open = number % OPEN_EVERY == 0
    received = now - timedelta(days=dice.uniform(1, 365))
    (body, worker), topic = dice.choice(bodies), dice.choice(topics)
    due = now + timedelta(days=dice.uniform(-3, 20)) if is_open else received + timedelta(days=10)
    assignee = worker if dice.random() < 0.5 else None
    return Fact(
        question_id=number, appeal_id=number, received_at=received, channel=dice.choice(("vk", "pos", "api")),
        legal_kind="message", state=("taken" if assignee else "sent") if is_open else "closed", is_open=is_open,
        topic_code=topic, group_code=topic.rpartition(".")[0], territory_code=dice.choice(places), body_id=body,
        excerpt="Яма на дороге " * 8, version=1, assignee_id=assignee, due_at=due if is_open else None,
        due_kind="answer" if is_open else "", answer_state="returned" if number % 200 == 0 else "",
        reopened=int(number % 300 == 0),
    )  # fmt: skip


def milliseconds(call: Callable[[], object]) -> dict[str, float]:
    """Median and worst of RUNS calls after one warm-up, in milliseconds by the clock, and the median of processor time.

    SQLite works inside the process: its processor time is the whole of it, whatever else the machine does.
    """
    call()
    times, worked = [], []
    for _ in range(RUNS):
        begun, busy = time.perf_counter(), time.process_time()
        call()
        times.append((time.perf_counter() - begun) * 1000)
        worked.append((time.process_time() - busy) * 1000)
    told = {"median_ms": statistics.median(times), "max_ms": max(times), "cpu_ms": statistics.median(worked)}
    return {name: round(value, 2) for name, value in told.items()}


def main() -> None:
    questions = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    now = timezone.now()
    fill(questions, now)
    busy = Person.objects.get(login=BUSY)

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BARE, [busy.pk])
            cursor.fetchall()

    limit = milliseconds(bare)
    own = Fact.objects.filter(assignee_id=busy.pk, is_open=True).count()
    told: dict[str, object] = {"engine": connection.vendor, "questions": questions, "own": own, "bare rows": limit}
    for login, path in (
        (BUSY, "/mine/"), (BUSY, "/mine/?part=own"), (BUSY, "/mine/?part=free"), (BUSY, "/mine/?term=today"),
        (BUSY, "/mine/?part=reopened"), ("moderator", "/mine/"), ("admin", "/mine/"),
    ):  # fmt: skip
        client = Client(SERVER_NAME="localhost")
        person = Person.objects.filter(login=login).first()
        if person is None:
            continue
        client.force_login(person)
        if client.get(path).status_code != 200:
            raise SystemExit(f"{path} does not answer 200")
        found = milliseconds(lambda client=client, path=path: client.get(path))
        told[f"{login} {path}"] = found | {"ratio": round(found["cpu_ms"] / max(limit["cpu_ms"], 0.01), 1)}
    print(json.dumps(told, ensure_ascii=False, indent=1))


main()
