"""How fast «Лента» answers on 100,000 questions: first page, filters, word search, beside the bare SQL of its rows.

Usage: python bench/feed.py [QUESTIONS]. Server time of one request through the whole Django stack, in one process.
Prints one JSON object; ratios are to the bare SELECT of the same fifty rows.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
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

from otklik.facts import search  # noqa: E402
from otklik.facts.models import Fact  # noqa: E402
from otklik.flow import founding  # noqa: E402
from otklik.flow.demo import load, region, routes, stream  # noqa: E402
from otklik.offices.models import Body, Person  # noqa: E402

RUNS = 15


def fill(questions: int) -> None:
    """So many facts of demo letters, with their words indexed, without walking the line."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    now = timezone.now()
    founding.lay_foundation(at=now)
    with transaction.atomic():
        load.region(at=now)
    bodies = {
        body.code: (body.pk, body.block.code if body.block else "") for body in Body.objects.select_related("block")
    }
    letters = list(stream.letters(region.build(), until=timezone.localtime(now), days=90))
    with transaction.atomic():
        for start in range(0, questions, 1000):
            batch = [letters[number % len(letters)] for number in range(start, min(start + 1000, questions))]
            facts = [fact(start + number + 1, letter, now, bodies) for number, letter in enumerate(batch)]
            Fact.objects.bulk_create(facts)
            search.add([(row.pk, letter.text) for row, letter in zip(facts, batch, strict=True)])


def fact(number: int, letter: stream.DemoLetter, now: object, bodies: dict[str, tuple[int, str]]) -> Fact:
    topic, place = letter.truth.topic_code, letter.truth.territory_code
    body, block = bodies[routes.body_for(topic, place)] if topic else (None, "")
    received = letter.published_at - timedelta(minutes=number % 7)
    is_open = number % 8 == 0
    return Fact(
        question_id=number, appeal_id=number, received_at=received, published_at=received, channel=letter.channel,
        source_name=letter.source_name, legal_kind="message", state="sent" if is_open else "closed",
        waits_for="" if topic else "triage", is_open=is_open, topic_code=topic, group_code=letter.truth.group_code,
        territory_code=place, body_id=body, block_code=block, decided_by="machine", confidence=0.9, proposed_code=topic,
        due_at=received + timedelta(days=2) if is_open else None, due_kind="answer" if is_open else "",
        excerpt=letter.text[:200], version=1,
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
    """The physical limit: fifty rows by the index, no scope, no page."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM facts_fact ORDER BY question_id DESC LIMIT 51")
        cursor.fetchall()


def main() -> None:
    questions = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    begun = time.process_time()
    fill(questions)
    filled_s = time.process_time() - begun
    moderator, executor = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    moderator.force_login(Person.objects.get(login="moderator"))
    executor.force_login(Person.objects.get(login="exec-min-health"))
    pages = {
        "first page": (moderator, "/"),
        "first page of an executor": (executor, "/"),
        "filter: group": (moderator, "/?topic=im.05"),
        "filter: body": (moderator, "/?body=min-health"),
        "filter: late": (moderator, "/?term=late"),
        "filter: territory and state": (moderator, "/?territory=99701000&state=sent"),
        "search: a frequent word": (moderator, "/?words=улица"),
        "search: two words": (moderator, "/?words=яма дорога"),
        "search: a rare word": (moderator, "/?words=светофор"),
        "search: nothing": (moderator, "/?words=синхрофазотрон"),
    }
    limit = milliseconds(bare)
    told: dict[str, object] = {"questions": questions, "fill_cpu_s": round(filled_s, 1), "bare SELECT": limit}
    for name, (client, url) in pages.items():
        if client.get(url).status_code != 200:
            raise SystemExit(f"{name}: {url} does not answer 200")
        found = milliseconds(lambda client=client, url=url: client.get(url))
        told[name] = found | {"ratio": round(found["median_ms"] / limit["median_ms"], 1)}
    print(json.dumps(told, ensure_ascii=False, indent=1))


main()
