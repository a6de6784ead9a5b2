"""How well promises are read in invented answers, by the half of the set, and what it costs.

Usage: python -m bench.promises. Prints one JSON object; `held` was not looked at while the words were written.
"""

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from otklik.answers.promised import promising
from tests.answers.promise_rows import AT, ZONE, measured, rows

LONG, RUNS = 1500, 20


def told(part: str) -> dict[str, float | int]:
    """Precision and recall of places, and how often the day of a found one is right."""
    table = rows(part)
    found = measured(table)
    return {
        "sentences": len(table),
        "promises": found.due,
        "precision": round(found.right_place / found.said, 3),
        "recall": round(found.right_place / found.due, 3),
        "right day": round(found.right / found.right_place, 3),
    }


def texts(every: int) -> list[str]:
    """Answers of 1,500 characters in which every so-manieth sentence names a day."""
    named = [row.text for part in ("tune", "held") for row in rows(part)]
    plain = ["Специалисты выехали на место, осмотрели двор и составили акт.", "Благодарим за неравнодушие."]
    made, text = [], ""
    for number, sentence in enumerate(named * every):
        text += f"{sentence if number % every == 0 else plain[number % 2]} "
        if len(text) >= LONG:
            made.append(text[:LONG])
            text = ""
    return made


def cpu_ms(made: list[str]) -> float:
    for text in made:
        promising.promises(text, AT, ZONE)
    begun = time.process_time()
    for _ in range(RUNS):
        for text in made:
            promising.promises(text, AT, ZONE)
    return round(1000 * (time.process_time() - begun) / RUNS / len(made), 2)


def main() -> None:
    cost = {"a day in every sentence": cpu_ms(texts(1)), "in every fourth": cpu_ms(texts(4))}
    print(json.dumps({**{part: told(part) for part in ("tune", "held")}, "ms_cpu": cost}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
