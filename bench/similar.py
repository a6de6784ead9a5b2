"""Three similar solved questions among a million: what the fragment of a card asks of the database, once a question.

Usage: python -m bench.similar [QUESTIONS]. Fills an empty database (SQLite, or what OTKLIK_DATABASE names) with
invented questions of ninety days, those older than ten days closed, and their index of words. Prints one JSON object.
"""

import json
import random
import statistics
import sys
from collections.abc import Iterator
from datetime import timedelta

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bench.likeness import APPEAL, NOW, QUESTION, key, pour, seconds
from otklik.appeals.cutting import lemmas
from otklik.facts import similar
from otklik.flow.demo import region, stream
from otklik.flow.demo.stream import DemoLetter
from otklik.offices.rules import EVERYTHING

RUNS = 60
FACT = (
    "question_id appeal_id received_at channel source_name legal_kind state waits_for is_open topic_code group_code"
    " territory_code block_code decided_by proposed_code place tone is_rude urgency alike due_kind is_shared"
    " transfers phase excerpt version"
)


def fill(questions: int, letters: list[DemoLetter]) -> None:
    call_command("migrate", verbosity=0)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    step = timedelta(days=90) / questions
    fresh = questions * 8 // 9
    stamp = (
        (lambda moment: str(moment.replace(tzinfo=None))) if connection.vendor == "sqlite" else lambda moment: moment
    )
    moments = [stamp(NOW - timedelta(days=90) + step * number) for number in range(questions + 1)]
    told = [letters[number % len(letters)] for number in range(questions + 1)]
    pour("appeals_appeal",
         APPEAL,
         ((number, "api", "", "", "", "message", told[number].text, key(), "", moments[number], number)
          for number in range(1, questions + 1)))  # fmt: skip
    pour("appeals_question",
         QUESTION,
         ((number, number, 1, "closed" if number < fresh else "sent", "", "", "", "", "{}", "", 1, "меры приняты")
          for number in range(1, questions + 1)))  # fmt: skip
    rows = (fact(number, told[number], moments[number], number < fresh) for number in range(1, questions + 1))
    pour("facts_fact", FACT, rows)
    pour_words(questions, letters)


def fact(number: int, letter: DemoLetter, received_at: object, is_closed: bool) -> tuple[object, ...]:
    truth, state = letter.truth, "closed" if is_closed else "sent"
    return (
        number, number, received_at, "api", "", "message", state, "", not is_closed, truth.topic_code, truth.group_code,
        truth.territory_code, "", "machine", truth.topic_code, "", "", False, "", "", "", False, 0, "",
        letter.text[:140], 1,
    )  # fmt: skip


def pour_words(questions: int, letters: list[DemoLetter]) -> None:
    cut = [" ".join(lemmas(letter.text)) for letter in letters]
    rows: Iterator[tuple[int, str]] = ((number, cut[number % len(cut)]) for number in range(1, questions + 1))
    if connection.vendor == "sqlite":
        pour("facts_search", "rowid words", rows)
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE poured (question_id bigint, words text)")
    pour("poured", "question_id words", rows)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO facts_search SELECT question_id, to_tsvector('simple', words) FROM poured")
        cursor.execute("ANALYZE")


def main() -> None:
    questions = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    written = stream.letters(region.build(), until=timezone.localtime(NOW), days=90)
    letters = [letter for letter in written if letter.truth.topic_code]
    filled, _ = seconds(lambda: fill(questions, letters))
    asked = random.Random(1).sample(range(questions * 8 // 9, questions), RUNS)
    took = sorted(seconds(lambda number=number: similar.solved(EVERYTHING, number))[0] * 1000 for number in asked)
    found = [len(similar.solved(EVERYTHING, number)) for number in asked]
    told = {
        "engine": connection.vendor, "questions": questions, "fill_s": round(filled),
        "median_ms": round(statistics.median(took), 1), "95 %_ms": round(took[int(RUNS * 0.95)], 1),
        "max_ms": round(took[-1], 1), "shown on average": round(statistics.mean(found), 2),
    }  # fmt: skip
    print(json.dumps(told, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
