"""How fast «Контроль» answers on a million questions, 100,000 of them open, beside the bare SQL of its counts.

Usage: python bench/board.py [QUESTIONS]. Server time of one request through the whole Django stack, in one process;
every request counts anew, nothing is cached. OTKLIK_DATABASE_URL chooses PostgreSQL: an empty database is needed.
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
from otklik.facts import board  # noqa: E402
from otklik.facts.models import Fact  # noqa: E402
from otklik.facts.rules import FeedFilter  # noqa: E402
from otklik.flow import founding  # noqa: E402
from otklik.flow.demo import load  # noqa: E402
from otklik.offices.models import Body, Person  # noqa: E402
from otklik.offices.rules import EVERYTHING  # noqa: E402
from otklik.reference.models import Territory, Topic  # noqa: E402

RUNS = 15
OPEN_EVERY, TEMPLATES = 10, 20_000
BARE = (
    "SELECT body_id, count(*), sum(CASE WHEN due_at < %s THEN 1 ELSE 0 END) FROM facts_fact WHERE is_open"
    " GROUP BY body_id"
)


def fill(questions: int, now: datetime) -> None:
    """Facts of a year, the last tenth of them open; nothing else of the questions is needed."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    founding.lay_foundation(at=now)
    with transaction.atomic():
        load.region(at=now)
    bodies = [(body.pk, body.block.code if body.block else "") for body in Body.objects.select_related("block")]
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
    number: int, now: datetime, dice: random.Random, bodies: list[tuple[int, str]], topics: list[str],
    places: list[str],
) -> Fact:  # fmt: skip
    is_open = number % OPEN_EVERY == 0
    received = now - timedelta(days=dice.uniform(1, 365))
    (body, block), topic = dice.choice(bodies), dice.choice(topics)
    due = now + timedelta(days=dice.uniform(-3, 20)) if is_open else received + timedelta(days=10)
    done = None if is_open else received + timedelta(days=dice.uniform(1, 11))
    return Fact(
        question_id=number, appeal_id=number, received_at=received, channel=dice.choice(("vk", "pos", "api")),
        legal_kind="message", state="sent" if is_open else "closed", is_open=is_open, topic_code=topic,
        waits_for="author" if is_open and number % 50 == 0 else "", group_code=topic.rpartition(".")[0],
        territory_code=dice.choice(places), body_id=body, block_code=block, excerpt="Яма на дороге " * 8, version=1,
        due_at=due if is_open else None, due_kind="answer" if is_open else "",
        warn_at=due - timedelta(days=2) if is_open else None, risk=dice.random() if is_open else None,
        promise_due_at=due if is_open and number % 100 == 0 else None, answer_due_at=due, answer_done_at=done,
        answered_on=done.date() if done else None, is_answered_late=done > due if done else None,
    )  # fmt: skip


def milliseconds(call: Callable[[], object]) -> dict[str, float]:
    """Median and worst of RUNS calls after one warm-up, in milliseconds."""
    call()
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        call()
        times.append((time.perf_counter() - begun) * 1000)
    return {"median_ms": round(statistics.median(times), 1), "max_ms": round(max(times), 1)}


def bare() -> None:
    """The physical limit: one pass over what is open, one figure."""
    with connection.cursor() as cursor:
        cursor.execute(BARE, [timezone.now()])
        cursor.fetchall()


def main() -> None:
    questions = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    now = timezone.now()
    fill(questions, now)
    limit = milliseconds(bare)
    told: dict[str, object] = {"engine": connection.vendor, "questions": questions, "bare count": limit}
    for axis in board.AXES:
        told[f"counts by {axis}"] = milliseconds(
            lambda axis=axis: board.counts(EVERYTHING, FeedFilter(), axis, now=timezone.now())
        )
    told["answers of 30 days by body"] = milliseconds(
        lambda: board.answers(EVERYTHING, FeedFilter(), "body", now=timezone.now())
    )
    for login, path in (
        ("moderator", "/control/"), ("moderator", "/control/?by=block"), ("moderator", "/control/?by=territory"),
        ("moderator", "/control/?by=channel"), ("exec-min-health", "/control/"), ("moderator", "/control/risk/"),
    ):  # fmt: skip
        client = Client(SERVER_NAME="localhost")
        client.force_login(Person.objects.get(login=login))
        if client.get(path).status_code != 200:
            raise SystemExit(f"{path} does not answer 200")
        found = milliseconds(lambda client=client, path=path: client.get(path))
        told[f"{login} {path}"] = found | {"ratio": round(found["median_ms"] / limit["median_ms"], 1)}
    print(json.dumps(told, ensure_ascii=False, indent=1))


main()
