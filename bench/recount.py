"""A change of the calendar: how fast 100,000 open clocks are counted anew, beside a bare UPDATE of the same rows.

Usage: python bench/recount.py [CLOCKS]. Prints one JSON object: seconds of the preview, of the job that moves all of
them, of the job again that moves none, and the ratio of the job to one bare UPDATE of the same rows.
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
from otklik.deadlines import recount  # noqa: E402
from otklik.deadlines.actions import keep, think  # noqa: E402
from otklik.flow import founding  # noqa: E402
from otklik.reference.models import CalendarDay  # noqa: E402


def fill(clocks: int) -> None:
    """Messages of the last two days, each on two clocks (answer, solution)."""
    call_command("migrate", verbosity=0)
    now = timezone.now()
    founding.lay_foundation(at=now)
    numbers = range(1, clocks // 2 + 1)
    with transaction.atomic():
        bulk.insert(
            Appeal(pk=number, channel="vk", text="Яма", original_key=UUID(int=number), fingerprint=number,
                   received_at=now - timedelta(seconds=number % 172_800))
            for number in numbers
        )  # fmt: skip
        bulk.insert(Question(pk=number, appeal_id=number, stage="", state="sent") for number in numbers)
    for start in range(0, len(numbers), 5000):
        questions = list(Question.objects.filter(pk__in=numbers[start : start + 5000]).select_related("appeal"))
        with transaction.atomic():
            keep(think(questions, now), now)


def seconds(act: Callable[[], object]) -> tuple[float, object]:
    begun = time.perf_counter()
    told = act()
    return time.perf_counter() - begun, told


def bare() -> None:
    """The physical limit: each due date moved by one statement."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE deadlines_clock SET due_at = due_at || ''")


def main() -> None:
    clocks = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    fill(clocks)
    now = timezone.now()
    tomorrow = [timezone.localdate(now) + timedelta(days=number) for number in range(1, 6)]
    for day in tomorrow:
        CalendarDay.objects.update_or_create(day=day, region="", defaults={"kind": "off", "name": "бенч"})
    preview_s, told = seconds(lambda: recount.preview(now))
    run_s, moved = seconds(lambda: recount.run(why="бенч", by=None, at=now))
    again_s, moved_again = seconds(lambda: recount.run(why="бенч", by=None, at=now))
    bare_s, _ = seconds(bare)
    print(json.dumps({
        "clocks": told.looked_at, "preview_s": round(preview_s, 1), "moved": moved, "job_s": round(run_s, 1),
        "moved_again": moved_again, "again_s": round(again_s, 1), "bare UPDATE s": round(bare_s, 2),
        "ratio": round(run_s / bare_s, 1),
    }, indent=1))  # fmt: skip


main()
