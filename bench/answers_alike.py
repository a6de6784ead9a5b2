"""Past answers found again among a hundred thousand: passages to borrow, the same text given to others.

Usage: python -m bench.answers_alike [ANSWERS]. Fills an empty database (SQLite, or what OTKLIK_DATABASE names) with
invented questions of ninety days and their published answers: half of them by the demo's forms, half with words of
their own; six in ten rated well. Prints one JSON object.
"""

import json
import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

from bench.likeness import APPEAL, HOME, NOW, QUESTION, key, pour, seconds

from django.core.management import call_command  # isort: skip
from django.db import connection
from django.utils import timezone

from otklik.answers.models import Answer
from otklik.answers.writing import similar
from otklik.appeals.models import Question
from otklik.flow.demo import region, replies, stream
from otklik.flow.demo.stream import DemoLetter
from otklik.offices.models import Person
from otklik.reference import actions as reference
from otklik.reference.models import Topic

RUNS, CHUNK, ASKED = 100, 500, 300
WORTH = 0.6


def fill(answers: int, letters: list[DemoLetter]) -> None:
    """Questions with their answers, and some questions that wait for one."""
    call_command("migrate", verbosity=0)
    reference.seed(at=NOW)
    person = Person.objects.create_user("bench", "bench-bench-1")
    topics = dict(Topic.objects.values_list("code", "pk"))
    moments = stamps(answers + ASKED)
    told = [letters[number % len(letters)] for number in range(answers + ASKED + 1)]
    numbers = range(1, answers + ASKED + 1)
    pour("appeals_appeal",
         APPEAL,
         ((number, "api", "", "", "", "message", varied(told[number].text, number), key(), "", moments[number - 1],
           number) for number in numbers))  # fmt: skip
    pour("appeals_question",
         f"{QUESTION} topic_id",
         ((number, number, 1, "answered", "", "", "", "", "{}", "", 1, "", topics[told[number].truth.topic_code])
          for number in numbers))  # fmt: skip
    given = enumerate(texts(told[1 : answers + 1], letters), 1)
    while chunk := list(islice(given, CHUNK)):
        Answer.objects.bulk_create(
            Answer(
                pk=number, question_id=number, outcome="planned", state="published", text=text, by=person,
                created_at=NOW, published_at=NOW,
            )
            for number, text in chunk
        )  # fmt: skip


def stamps(count: int) -> list[object]:
    step = timedelta(days=90) / count
    moments = [NOW - timedelta(days=90) + step * number for number in range(count)]
    return [str(one.replace(tzinfo=None)) for one in moments] if connection.vendor == "sqlite" else list(moments)


def varied(text: str, number: int) -> str:
    """The same letter is written again and again, each time with another house and date."""
    return f"{text} Дом {number % 190 + 1}, подъезд {number % 7 + 1}, с {number % 28 + 1} числа."


def texts(told: list[DemoLetter], letters: list[DemoLetter]) -> Iterator[str]:
    chance = random.Random(5)
    for number, letter in enumerate(told):
        form = replies.reply("", letter.truth.group_code, NOW, chance).text
        if number % 2:
            words = " ".join(chance.choice(letters).text for _ in range(4)).split()
            chance.shuffle(words)
            form = f"{form[:200]} {' '.join(words[:90])}"
        yield form


def indexed(answers: int) -> float:
    """Milliseconds an answer to index it as publication does, in batches."""
    spent = 0.0
    for first in range(1, answers + 1, CHUNK):
        rows = list(Answer.objects.filter(pk__gte=first, pk__lt=first + CHUNK).order_by("pk"))
        spent += seconds(lambda rows=rows: similar.index_all(rows))[0]
    return 1000 * spent / answers


def rate(answers: int) -> float:
    """Milliseconds a rating: a few by the product's own way, the others in bulk."""
    chance = random.Random(6)
    worth = [number for number in range(1, answers + 1) if chance.random() < WORTH]
    for first in range(0, len(worth), CHUNK):
        some = Question.objects.select_related("appeal", "topic").filter(pk__in=worth[first : first + CHUNK])
        similar.INDEX.add([(question.pk, " ".join(similar._words(question))) for question in some])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE answers_answerindex SET worth = 0.9")
    one_by_one = Answer.objects.select_related("question__appeal", "question__topic").filter(pk__in=worth[:RUNS])
    return 1000 * seconds(lambda: [similar.weigh(answer, 0.9) for answer in one_by_one])[0] / RUNS


def took(calls: list[Callable[[], object]]) -> dict[str, float]:
    """Of the wall clock, and the median of the processor: on a busy machine they are far apart."""
    spent, worked = [], []
    for call in calls:
        begun = time.process_time()
        spent.append(1000 * seconds(call)[0])
        worked.append(1000 * (time.process_time() - begun))
    spent.sort()
    return {
        "median_ms": round(statistics.median(spent), 1),
        "95 %_ms": round(spent[int(len(spent) * 0.95)], 1),
        "max_ms": round(spent[-1], 1),
        "median_cpu_ms": round(statistics.median(worked), 1),
    }


def disk_mb() -> float:
    if connection.vendor == "sqlite":
        return sum(path.stat().st_size for path in Path(HOME).rglob("*") if path.is_file()) / 1e6
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return float(cursor.fetchone()[0]) / 1e6


def main() -> None:
    answers = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    written = stream.letters(region.build(), until=timezone.localtime(NOW), days=90)
    letters = [letter for letter in written if letter.truth.topic_code]
    filled, _ = seconds(lambda: fill(answers, letters))
    before, memory = disk_mb(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    index_ms, rate_ms = indexed(answers), rate(answers)
    after = disk_mb()
    fresh = list(Question.objects.select_related("appeal", "topic").filter(pk__gt=answers)[:RUNS])
    given = list(Answer.objects.filter(pk__in=range(1, answers, answers // RUNS | 1)).values_list("question", "text"))
    shown = [len(similar.to_borrow(question)) for question in fresh]
    others = [found.others if (found := similar.canned(text, except_question=own)) else 0 for own, text in given]
    told = {
        "engine": connection.vendor, "answers": answers, "fill_s": round(filled), "cpus": os.cpu_count(),
        "index_ms": round(index_ms, 2), "rating_ms": round(rate_ms, 2), "disk_mb": round(after - before, 1),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - memory),
        "to_borrow": took([lambda question=question: similar.to_borrow(question) for question in fresh]),
        "shown on average": round(statistics.mean(shown), 2),
        "canned": took([lambda own=own, text=text: similar.canned(text, except_question=own) for own, text in given]),
        "others: most, share with any": (max(others), round(sum(map(bool, others)) / len(others), 2)),
    }  # fmt: skip
    print(json.dumps(told, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
