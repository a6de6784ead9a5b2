"""The same again against a million questions: what finding and keeping cost one question in batches of 200.

Usage: python -m bench.likeness [QUESTIONS]. Fills an empty database (SQLite, or what OTKLIK_DATABASE names) with
invented letters of ninety days, their bands and places: every band of a text is shared by about five others, one
campaign has 50,000 equal texts, one street and group 50,000 letters. Prints one JSON object.
"""

import atexit
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from itertools import islice
from pathlib import Path
from uuid import UUID, uuid4

HOME = tempfile.mkdtemp(prefix="otklik-bench-")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ |= {"OTKLIK_HOME": HOME, "DJANGO_SETTINGS_MODULE": "config.settings.base", "OTKLIK_SECRET_KEY": "bench"}
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import django  # noqa: E402

django.setup()

import numpy as np  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from otklik.appeals.models import Appeal, Question  # noqa: E402
from otklik.flow.demo import region, stream  # noqa: E402
from otklik.triage.again import bands, likeness, same  # noqa: E402
from otklik.triage.again.matter import Where  # noqa: E402
from otklik.triage.places.spot import Spot  # noqa: E402

HOT, BATCH, BATCHES = 50_000, 200, 25
GROUPS, STREETS = 28, 60_000
SHARED_BY = 5
NOW = timezone.now()
DAY = 24 * 3600
APPEAL = (
    "id channel source_name outside_id outside_url legal_kind text original_key author_kind received_at fingerprint"
)
QUESTION = "id appeal_id ordinal state stage waits_for wait_reason place stated decided_by version result"


def pour(table: str, columns: str, rows: Iterable[Sequence[object]]) -> None:
    """Many rows into one table as fast as the engine takes them."""
    names = columns.split()
    quoted = ", ".join(names)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        statement = f"INSERT INTO {table} ({quoted}) VALUES ({', '.join(['?'] * len(names))})"
        cursor.connection.executemany(statement, rows)


def letters() -> list[str]:
    """The texts that are written again and again with other words."""
    told = stream.letters(region.build(), until=timezone.localtime(NOW), days=90)
    return [letter.text for letter in told if len(letter.text) > 80]


def fill(questions: int, texts: list[str]) -> None:
    """So many questions of ninety days with bands and places, without walking the line."""
    call_command("migrate", verbosity=0)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    prints = same.prints(texts)
    step = 90 * DAY / questions
    begun = NOW - timedelta(days=90)
    moments = [begun + timedelta(seconds=step * number) for number in range(questions)]
    stamps = [str(moment.replace(tzinfo=None)) for moment in moments] if connection.vendor == "sqlite" else moments
    numbers = range(1, questions + 1)
    pour("appeals_appeal",
         APPEAL,
         ((number, "api", "", "", "", "message", text_of(number, texts), key(), "", stamps[number - 1],
           1 if number <= HOT else number + 10) for number in range(1, questions + 1)))  # fmt: skip
    pour("appeals_question",
         QUESTION,
         ((number, number, 1, "sent", "", "", "", "", "{}", "", 1, "") for number in numbers))  # fmt: skip
    pour("triage_band", "hash question_id", band_rows(questions, prints))
    pour("triage_spot", "hash question_id house settlement theme received_at", spot_rows(questions, stamps))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous=FULL")


def key() -> UUID | str:
    return uuid4().hex if connection.vendor == "sqlite" else uuid4()


def text_of(number: int, texts: list[str]) -> str:
    """The campaign's text for its first letters, then the known texts in turn, each with a word of its own."""
    return texts[0] if number <= HOT else f"{texts[number % len(texts)]} {number}"


def band_rows(questions: int, prints: list[same.Print]) -> Iterable[tuple[int, int]]:
    """In the order of hashes, so that the index grows at its end."""
    rng = np.random.default_rng(1)
    width = 10
    hashes = rng.integers(-(2**63), 2**63 - 1, size=(questions, width), dtype=np.int64)
    base = np.array([found.bands or [0] * width for found in prints], np.int64)
    own = base[np.arange(1, questions + 1) % len(prints)]
    shared = rng.random((questions, width)) < SHARED_BY * len(prints) / questions
    hashes = np.where(shared, own, hashes)
    hashes[:HOT] = base[0]
    flat, owners = hashes.ravel(), np.repeat(np.arange(1, questions + 1), width)
    order = np.lexsort((owners, flat))
    for start in range(0, len(order), 100_000):
        some = order[start : start + 100_000]
        yield from zip(flat[some].tolist(), owners[some].tolist(), strict=True)


def spot_rows(questions: int, stamps: Sequence[object]) -> Iterable[Sequence[object]]:
    """Every second question tells its street; the first one is hot."""
    for number in range(1, questions + 1, 2):
        where = place(number if number > 2 * HOT else 0)
        yield where.key, number, number % 90, "", f"{where.group}.01", stamps[number - 1]


def place(number: int) -> Where:
    group = f"im.{1 + number % GROUPS:02d}"
    told = Spot(f"ул. {number * 7919 % STREETS}" if number else "ул. мира", number % 90, "", is_street=True)
    return Where(number, NOW, group, f"{group}.01", "99701000", told)


def batch(start: int, texts: list[str]) -> list[Question]:
    """Fresh questions as the line would give them: a tenth of the campaign's, the rest known texts said anew."""
    made = []
    for number in range(start, start + BATCH):
        hot = number % 10 == 0
        text = texts[0] if hot else f"{texts[number * 31 % len(texts)]} и ещё {number}"
        mark = 1 if hot else -number
        appeal = Appeal.objects.create(
            pk=number,
            channel="api",
            text=text,
            original_key=uuid4(),
            received_at=NOW,
            fingerprint=mark,
            author_key=uuid4(),
        )
        made.append(Question.objects.create(pk=number, appeal=appeal))
    return made


def wheres(questions: list[Question]) -> dict[int, Where]:
    found = {}
    for question in questions:
        told = place(0 if question.pk % 10 == 0 else question.pk)
        found[question.pk] = Where(question.pk, NOW, told.group, told.theme, told.territory, told.spot)
    return found


def seconds(call: Callable[[], object]) -> tuple[float, object]:
    begun = time.perf_counter()
    made = call()
    return time.perf_counter() - begun, made


def sizes() -> dict[str, float]:
    """Megabytes of each table of likeness with its index."""
    tables = ("triage_band", "triage_spot")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relname = ANY(%s)", [list(tables)]
            )
            return {name: round(size / 1e6) for name, size in cursor.fetchall()}
        try:
            cursor.execute("SELECT tbl_name, sum(pgsize) FROM dbstat JOIN sqlite_master USING (name) GROUP BY 1")
            return {name: round(size / 1e6) for name, size in cursor.fetchall() if name in tables}
        except django.db.utils.OperationalError:
            return {"whole file": round(Path(HOME, "otklik.sqlite3").stat().st_size / 1e6)}


def measure(texts: list[str]) -> dict[str, object]:
    """Milliseconds a question, worst and median batch, of finding, of the prints inside it, of keeping."""
    told: dict[str, list[float]] = {"find": [], "of it prints": [], "keep": []}
    links = 0
    for number in range(BATCHES):
        with transaction.atomic():
            questions = batch(10_000_000 + number * BATCH, texts)
        where = wheres(questions)
        took, found = seconds(lambda questions=questions, where=where: likeness.find(questions, where, NOW))
        told["find"].append(took)
        told["of it prints"].append(
            seconds(lambda questions=questions: same.prints([one.text for one in questions]))[0]
        )
        links += sum(len(alike.likenesses) for alike in found.values())
        with transaction.atomic():
            told["keep"].append(seconds(lambda found=found: likeness.keep(found))[0])
    figures = {
        name: {"median_ms": round(1000 * sorted(took)[len(took) // 2] / BATCH, 3),
               "max_ms": round(1000 * max(took) / BATCH, 3)}
        for name, took in told.items()
    }  # fmt: skip
    return figures | {"links found": links}


def main() -> None:
    questions = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    texts = list(islice(letters(), 9_000))
    filled, _ = seconds(lambda: fill(questions, texts))
    told: dict[str, object] = {"engine": connection.vendor, "questions": questions, "fill_s": round(filled)}
    told |= {"MB": sizes()} | measure(texts)
    swept, gone = seconds(lambda: bands.sweep(NOW - timedelta(days=89)))
    told["sweep of a day"] = {"s": round(swept, 1), "rows": gone}
    print(json.dumps(told, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
