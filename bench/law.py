"""How well the checks by 59-ФЗ speak, on invented letters: precision and recall of each, by the half of the set.

Usage: python -m bench.law. Prints one JSON object; `held` was not looked at while the words were written.
"""

import json
import os
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")


def measured(part: str) -> dict[str, dict[str, float | int]]:
    """Each check over the rows of a part: how often it spoke, was right, was missing."""
    from tests.answers.law_rows import rows, spoken

    right, said, due = Counter[str](), Counter[str](), Counter[str]()
    for row in (row for row in rows() if row.part == part):
        found = spoken(row)
        said.update(found)
        due.update(row.labels)
        right.update(found & row.labels)
    table = {code: _one(right[code], said[code], due[code]) for code in sorted(said | due)}
    return {**table, "all": _one(right.total(), said.total(), due.total())}


def _one(right: int, said: int, due: int) -> dict[str, float | int]:
    return {
        "due": due,
        "said": said,
        "precision": round(right / said, 3) if said else 0.0,
        "recall": round(right / due, 3) if due else 0.0,
    }


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps({part: measured(part) for part in ("tune", "held")}, ensure_ascii=False, indent=1))
