"""How far slices are behind what happens: from a person's act to the figure that shows it, on the running product.

Usage: python -m bench.facts_fresh HOME [TIMES]: a home whose product is up (`otklik up`). Each time a question is
written as a person's act writes it (its version changes, its fact is made at once), and a slice is read again and
again until the columnar copy has it. Prints one JSON object, seconds.
"""

import json
import os
import statistics
import sys
import time
from pathlib import Path

os.environ |= {"OTKLIK_HOME": sys.argv[1], "DJANGO_SETTINGS_MODULE": "config.settings.base"}
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.db.models import F  # noqa: E402
from django.utils import timezone  # noqa: E402

from otklik.appeals.models import Question  # noqa: E402
from otklik.appeals.states import OPEN  # noqa: E402
from otklik.facts.actions import refresh_now  # noqa: E402
from otklik.facts.models import MonthFile, Touched  # noqa: E402
from otklik.facts.months import month_of  # noqa: E402
from otklik.indicators import cube, source  # noqa: E402

GIVE_UP_S = 120


def behind(question: Question, tone: str) -> float:
    """Seconds until a slice shows the question with another sign; the sign is its topic's decider."""
    with transaction.atomic():
        Question.objects.filter(pk=question.pk).update(decided_by=tone, version=F("version") + 1)
        refresh_now([question.pk])
    begun = time.perf_counter()
    while time.perf_counter() - begun < GIVE_UP_S:
        facts = cube.table(timezone.now())
        found = source.run(facts.filter(facts.question_id == question.pk).select("decided_by"))
        if found["decided_by"].to_pylist() == [tone]:
            return time.perf_counter() - begun
        time.sleep(0.05)
    return GIVE_UP_S


def main() -> None:
    times = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    questions = list(Question.objects.filter(state__in=OPEN).select_related("appeal").order_by("-pk")[:times])
    taken = []
    for number, question in enumerate(questions):
        was = question.decided_by
        taken.append(behind(question, "person" if was != "person" else "machine"))
        behind(question, was)
        time.sleep(0.37 * (number % 5))
    month = MonthFile.objects.filter(month=month_of(questions[0].appeal.received_at)).get()
    told = {
        "times": len(taken), "median": round(statistics.median(taken), 2), "worst": round(max(taken), 2),
        "rows of the month": month.rows, "it took to write": round(month.took_s, 3), "waiting": Touched.objects.count(),
        "load of the machine": round(os.getloadavg()[0], 1),
    }  # fmt: skip
    print(json.dumps(told, ensure_ascii=False, indent=1))


main()
