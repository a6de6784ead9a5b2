"""The ladder of escalation on 100,000 open clocks: the first look, and the look of each five minutes after it.

Usage: python bench/ladder.py [CLOCKS]. Prints one JSON object: seconds of the first look (which tells of a week of
terms), of a look five minutes later, of one that finds nothing, how many people were told, and a bare scan beside.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

HOME = tempfile.mkdtemp(prefix="otklik-bench-")
os.environ |= {"OTKLIK_HOME": HOME, "DJANGO_SETTINGS_MODULE": "config.settings.base", "OTKLIK_SECRET_KEY": "bench"}
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from otklik.appeals import bulk  # noqa: E402
from otklik.appeals.models import Appeal, Question  # noqa: E402
from otklik.deadlines.models import Clock  # noqa: E402
from otklik.facts.models import Fact  # noqa: E402
from otklik.flow import founding  # noqa: E402
from otklik.flow.alarms import climbing  # noqa: E402
from otklik.offices.models import Body, Grant, Person  # noqa: E402
from otklik.reference.models import Policy  # noqa: E402

BODIES = 200


def fill(clocks: int) -> None:
    """A clock each, ending within thirty days before and after now, of two hundred bodies with three people each."""
    call_command("migrate", verbosity=0)
    now = timezone.now()
    founding.lay_foundation(at=now)
    policy = Policy.objects.first()
    Body.objects.bulk_create(
        Body(pk=number, code=f"b{number}", name=f"Орган {number}") for number in range(1, BODIES + 1)
    )
    for role in ("executor", "curator", "block_head"):
        people = Person.objects.bulk_create(
            Person(login=f"{role}{number}", full_name=f"{role} {number}") for number in range(1, BODIES + 1)
        )
        Grant.objects.bulk_create(
            Grant(person=person, role=role, body_id=number) for number, person in enumerate(people, 1)
        )
    numbers = range(1, clocks + 1)
    with transaction.atomic():
        bulk.insert(Appeal(pk=n, channel="vk", text="Яма", original_key=UUID(int=n), fingerprint=n, received_at=now)
                    for n in numbers)  # fmt: skip
        bulk.insert(Question(pk=n, appeal_id=n, stage="", state="sent", body_id=n % BODIES + 1) for n in numbers)
        bulk.insert(_fact(n, now) for n in numbers)
        bulk.insert(_clock(n, clocks, policy, now) for n in numbers)


def _fact(number: int, now: "timezone.datetime") -> Fact:
    return Fact(question_id=number, appeal_id=number, received_at=now, channel="vk", legal_kind="message", state="sent",
                is_open=True, excerpt="", version=1, body_id=number % BODIES + 1, topic_code="im.05")  # fmt: skip


def _clock(number: int, clocks: int, policy: Policy, now: "timezone.datetime") -> Clock:
    due = now + timedelta(days=60 * number / clocks - 30)
    return Clock(pk=number, question_id=number, kind="answer", policy=policy, amount=8, unit="working_days",
                 started_at=due - timedelta(days=12), due_at=due, warn_at=due - timedelta(days=2))  # fmt: skip


def seconds(act: Callable[[], object]) -> tuple[float, object]:
    begun = time.perf_counter()
    told = act()
    return round(time.perf_counter() - begun, 2), told


def bare() -> None:
    """The physical limit: the open clocks read once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), sum(due_at > '2026') FROM deadlines_clock WHERE done_at IS NULL")
        cursor.fetchall()


def main() -> None:
    clocks = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    fill(clocks)
    now = timezone.now()
    first_s, first = seconds(lambda: climbing.look(now))
    next_s, later = seconds(lambda: climbing.look(now + timedelta(minutes=5)))
    nothing_s, nothing = seconds(lambda: climbing.look(now + timedelta(minutes=5)))
    bare_s, _ = seconds(bare)
    print(json.dumps({
        "clocks": clocks, "first_s": first_s, "first": str(first), "five_minutes_later_s": next_s,
        "later": str(later), "nothing_s": nothing_s, "nothing": str(nothing), "bare_scan_s": bare_s,
    }, ensure_ascii=False))  # fmt: skip


if __name__ == "__main__":
    main()
