"""The hot path: what reading one message costs from the raw text to every reading, part by part, on one core.

Run: `python -m bench.hot [TABLE] [--json]`, by default `../shared/data/perm/incidents.csv`. One pass over the table by
a process that has met none of its texts (words met once are remembered, as in the product), so many at a time as the
line takes; seconds are of one core's CPU. Beside it stand physical limits of the same run: to change every character
to a small letter, and to find the words by a bare regular expression. Only the hot model of topics is asked: a second
opinion is no part of the hot path.
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from bench.readers_place import names_of
from otklik.appeals.cutting import Cuts, current
from otklik.appeals.masking import mask
from otklik.flow.demo import region
from otklik.intake.rules import fingerprint
from otklik.triage.again import same
from otklik.triage.readers import essence, place, rudeness, tone, urgency
from otklik.triage.topics.evaluation import read_labelled
from otklik.triage.topics.model import TopicModel
from otklik.triage.words.gazetteer import Gazetteer

TABLE = Path("../shared/data/perm/incidents.csv")
ABSENT = (
    "Нет таблицы сообщений «{}»: положите рядом с репозиторием папку shared/data или назовите путь: make {} TABLE=путь"
)
BATCH = 500
GOAL = 4_000
LIMITS = ("limit: small letters", "limit: bare \\w+")
BESIDE = ("beside: essence",)
WORDS = re.compile(r"\w+")
LOADING = """
import time
begun = time.process_time()
from otklik.appeals.masking import mask
from otklik.triage.words.gazetteer import EMPTY
from otklik.triage import hot
from otklik.triage.again import same
from otklik.triage.topics.model import TopicModel
TopicModel.load().read(["яма"]), hot.read(["яма"], EMPTY), same.prints([mask("яма").text])
print(time.process_time() - begun)
"""
Found = TypeVar("Found")


@dataclass
class Clock:
    """CPU seconds by stage."""

    spent: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def timed(self, stage: str, step: Callable[[], Found]) -> Found:
        started = time.process_time()
        found = step()
        self.spent[stage] += time.process_time() - started
        return found


def main() -> None:
    """Prints a table, or one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path, nargs="?", default=TABLE)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if not asked.table.exists():
        raise SystemExit(ABSENT.format(asked.table, "bench-triage"))
    texts = [row.text for row in read_labelled(asked.table)]
    first, second = passed(texts)
    spent = {stage: first[stage] + second[stage] for stage in first}
    told = {
        "messages": len(texts),
        "characters": round(sum(map(len, texts)) / len(texts)),
        "words_met": len(current().written),
        "load_s": round(loading(), 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "us": {stage: seconds / len(texts) * 1e6 for stage, seconds in spent.items()},
        "us_second_half": total(second) / (len(texts) / 2) * 1e6,
    }
    print(json.dumps(told, ensure_ascii=False) if asked.json else shown(told))


def passed(texts: list[str]) -> list[dict[str, float]]:
    """CPU seconds of every stage in one pass, each half by itself; what intake gives to triage is the masked text."""
    model, gazetteer = TopicModel.load().asking(0), Gazetteer.build(names_of(region.build()))
    (
        TopicModel.read(model, ["яма"]),
        tone.READER.read(["яма"]),
        urgency.READER.read(["яма"]),
        rudeness.READER.read(["яма"]),
    )
    clock, clocks = Clock(), []
    for start in range(0, len(texts), BATCH):
        if start >= len(texts) // 2 and not clocks:
            clocks, clock = [clock], Clock()
        batch = texts[start : start + BATCH]
        clock.timed(LIMITS[0], lambda batch=batch: [text.lower() for text in batch])
        clock.timed(LIMITS[1], lambda batch=batch: [WORDS.findall(text) for text in batch])
        clock.timed("cut into words", lambda batch=batch: Cuts.of(batch).rows)
        masked = clock.timed("personal data", lambda batch=batch: [mask(text).text for text in batch])
        clock.timed("fingerprint", lambda batch=batch: [fingerprint(text) for text in batch])
        cuts = clock.timed("cut into words", lambda masked=masked: Cuts.of(masked))
        clock.timed("cut into words", lambda cuts=cuts: cuts.rows)
        for stage, read in (
            ("topic, group, executor", model.read),
            ("tone", tone.READER.read),
            ("urgency", urgency.READER.read),
            ("rudeness", rudeness.READER.read),
            ("place", lambda cuts: place.read(cuts, gazetteer)),
            ("near duplicates", same.prints),
            (BESIDE[0], essence.READER.read),
        ):
            clock.timed(stage, lambda read=read, cuts=cuts: read(cuts))
    return [dict(one.spent) for one in (*clocks, clock)]


def loading() -> float:
    """CPU seconds of a fresh process until it has read its first message, all modules and models with it."""
    done = subprocess.run([sys.executable, "-c", LOADING], capture_output=True, check=True, text=True)
    return float(done.stdout)


def total(us: dict[str, float]) -> float:
    """µs a message of the hot path."""
    return sum(spent for stage, spent in us.items() if stage not in (*LIMITS, *BESIDE))


def shown(told: dict) -> str:
    """The table in plain text."""
    us, whole = told["us"], total(told["us"])
    lines = [f"{'stage':24} {'µs':>6} {'share':>6}"]
    lines += [
        f"{stage:24} {us[stage]:6.1f} {us[stage] / whole:6.0%}" for stage in us if stage not in (*LIMITS, *BESIDE)
    ]
    lines.append(f"{'hot path':24} {whole:6.1f}        {1e6 / whole:,.0f} messages/s of one core, the goal {GOAL:,}")
    later = told["us_second_half"]
    lines.append(f"{'– second half of the pass':24} {later:6.1f}       {1e6 / later:,.0f}: most words are met by then")
    lines += [
        f"{stage:24} {us[stage]:6.1f} {us[stage] / whole:6.2f}  the hot path is {whole / us[stage]:.0f}×"
        for stage in LIMITS
    ]
    lines += [f"{stage:24} {us[stage]:6.1f} {us[stage] / whole:6.2f}  no part of the hot path" for stage in BESIDE]
    lines.append(
        f"{told['messages']} messages of {told['characters']} characters, {told['words_met']} spellings;"
        f" loading {told['load_s']} s (goal 3), peak memory {told['peak_mb']} MB (goal 500)"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
