"""Invented facts straight into Parquet by month, as the columnar copy has them: no database, bounded memory, the same
rows each time.

From a shell, a whole home (region, people, files of facts, their rows in `MonthFile`) that pages can be opened on:
    nice .venv/bin/python -m bench.facts_home HOME 1000000 [--database]
    OTKLIK_HOME=HOME .venv/bin/otklik up --port 8123        (logins admin, moderator …, password otklik-demo)
`--database` writes the same rows into the table of facts too (lists of rows behind a figure need them; a minute a
million). From a bench, before Django is set up: `home_of(path, rows)`, then OTKLIK_HOME=path. Files alone, without
Django: `write(folder, rows)`; `only` names the columns that are filled, the others are null (100 M need room).
"""

import subprocess
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from otklik.facts.columns import SCHEMA

ROOT = Path(__file__).resolve().parents[1]
UNTIL = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CHUNK, DAY_S = 100_000, 86_400
CHANNELS = ("incident", "pos", "vk", "telegram", "email", "operator", "api", "max", "gosuslugi", "paper", "sms", "site")
# Rows of a weekday beside Monday's, and of an hour beside the busiest.
WEEKDAYS = np.array([1.0, 1.02, 0.98, 0.95, 0.9, 0.45, 0.4])
HOURS = np.array([8, 5, 3, 2, 2, 4, 10, 25, 55, 85, 100, 98, 90, 88, 90, 88, 80, 72, 66, 60, 52, 42, 28, 16]) / 100


@dataclass(frozen=True)
class Ground:
    """What the facts are of: codes of topics, (number, block) of bodies, codes of places, the zone of the region."""

    topics: tuple[str, ...]
    bodies: tuple[tuple[int, str], ...]
    places: tuple[str, ...]
    zone: str = "UTC"


@dataclass(frozen=True)
class Written:
    """One month's file."""

    month: date
    name: str
    rows: int
    size_bytes: int


def plain() -> Ground:
    """A region of forty municipalities, three hundred places, eighty bodies, a hundred and eighty topics."""
    topics = tuple(f"im.{group:02d}.{topic:02d}" for group in range(1, 19) for topic in range(1, 11))
    towns = [f"997{number:02d}000" for number in range(1, 41)]
    places = tuple(town + tail for town in towns for tail in ("", *(f"{village:03d}" for village in range(101, 108))))
    return Ground(topics, tuple((number, f"block{number % 9}") for number in range(1, 81)), places)


def write(
    folder: Path, rows: int, *, months: int = 36, until: datetime = UNTIL, ground: Ground | None = None,
    only: Collection[str] | None = None, seed: int = 7,
) -> list[Written]:  # fmt: skip
    """Write `rows` facts of so many months up to `until`, a file a month; a row group of at most CHUNK rows."""
    folder.mkdir(parents=True, exist_ok=True)
    ground, schema, done, found = ground or plain(), _schema(), 0, []
    for month, counts in _months(rows, months, until, ground.zone, seed):
        path = folder / f"{month:%Y-%m}-made.parquet"
        texts = [field.name for field in SCHEMA if field.type == pa.string()]
        with pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=texts, store_schema=False) as writer:
            for number, days in enumerate(_chunks(month, counts)):
                dice = np.random.default_rng([seed, month.year, month.month, number])
                size = sum(count for _, count in days)
                writer.write_table(_table(_Rows(dice, days, done, rows, until, ground).columns(), size, schema, only))
                done += size
        found.append(Written(month, path.name, int(sum(counts)), path.stat().st_size))
    return found


def home_of(path: Path, rows: int, *, database: bool = False) -> None:
    """Make a home at `path` with the demo's region and people and so many facts up to now; in a process of its own."""
    command = [sys.executable, "-m", "bench.facts_home", str(path), str(rows), *(["--database"] if database else [])]
    subprocess.run(command, cwd=ROOT, check=True)


def _months(rows: int, months: int, until: datetime, zone: str, seed: int) -> Iterator[tuple[date, np.ndarray]]:
    """Each month with how many rows each of its days has: more each year, more in spring, few on weekends."""
    last = until.astimezone(ZoneInfo(zone)).date()
    first = date(last.year - months // 12, last.month, 1)
    first = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    year = np.array([day.timetuple().tm_yday for day in days])
    weights = WEEKDAYS[[day.weekday() for day in days]] * (1 + 0.25 * np.sin((year - 30) / 58.1))
    weights = weights * np.linspace(0.7, 1.3, len(days))
    counts = np.random.default_rng(seed).multinomial(rows, weights / weights.sum())
    begins = [number for number, day in enumerate(days) if day.day == 1]
    for begin, end in zip(begins, [*begins[1:], len(days)], strict=True):
        yield days[begin], counts[begin:end]


def _chunks(month: date, counts: np.ndarray) -> Iterator[list[tuple[date, int]]]:
    """Days with their numbers of rows, no more than CHUNK together; a huge day is told in parts."""
    chunk: list[tuple[date, int]] = []
    for number, count in enumerate(counts.tolist()):
        while count:
            taken = min(count, CHUNK - sum(size for _, size in chunk))
            chunk.append((month + timedelta(days=number), taken))
            count -= taken
            if sum(size for _, size in chunk) == CHUNK:
                yield chunk
                chunk = []
    if chunk:
        yield chunk


def _schema() -> pa.Schema:
    """Texts by number: written ten times as fast, read as the same texts."""
    coded = pa.dictionary(pa.int32(), pa.string())
    return pa.schema([(field.name, coded if field.type == pa.string() else field.type) for field in SCHEMA])


def _table(columns: dict[str, pa.Array], size: int, schema: pa.Schema, only: Collection[str] | None) -> pa.Table:
    arrays = [
        columns[field.name] if field.name in columns and (only is None or field.name in only)
        else pa.nulls(size, field.type)
        for field in schema
    ]  # fmt: skip
    return pa.table(arrays, schema=schema)


class _Rows:
    """Columns of one chunk; moments are seconds since 1970, below zero for none."""

    def __init__(
        self, dice: np.random.Generator, days: list[tuple[date, int]], done: int, rows: int, until: datetime,
        ground: Ground,
    ) -> None:  # fmt: skip
        self.dice, self.ground, self.done, self.rows = dice, ground, done, rows
        self.size, self.until = sum(count for _, count in days), int(until.timestamp())
        zone = ZoneInfo(ground.zone)
        midnights = [datetime(day.year, day.month, day.day, tzinfo=zone).timestamp() for day, _ in days]
        counts = [count for _, count in days]
        self.day = np.repeat([(day - date(1970, 1, 1)).days for day, _ in days], counts)
        self.hour = dice.choice(24, self.size, p=HOURS / HOURS.sum())
        seconds = self.hour * 3600 + dice.integers(0, 3600, self.size)
        self.shift = self.day * DAY_S - np.repeat(np.array(midnights, np.int64), counts)
        received = np.minimum(np.repeat(np.array(midnights, np.int64), counts) + seconds, self.until - 1)
        order = np.argsort(received, kind="stable")
        self.received, self.hour = received[order], self.hour[order]

    def columns(self) -> dict[str, pa.Array]:
        """All columns of SCHEMA by name."""
        return self._matter() | self._ways() | self._terms() | self._answers() | self._times()

    def _zipf(self, many: int, power: float = 1.0) -> np.ndarray:
        weights = 1 / np.arange(1, many + 1) ** power
        return np.searchsorted(np.cumsum(weights / weights.sum()), self.dice.random(self.size)).clip(0, many - 1)

    def _some(self, share: float) -> np.ndarray:
        return self.dice.random(self.size) < share

    def _word(self, words: tuple[str, ...], shares: tuple[float, ...]) -> pa.Array:
        found = np.searchsorted(np.cumsum(shares), self.dice.random(self.size) * sum(shares))
        return _coded(found.clip(0, len(words) - 1), words)

    def _matter(self) -> dict[str, pa.Array]:
        """What it is about, where, who owes it: a topic is mostly of one body, a place weighs by its people."""
        ground, number = self.ground, np.arange(self.done + 1, self.done + self.size + 1)
        self.topic, place = self._zipf(len(ground.topics), 0.9), self._zipf(len(ground.places), 0.8)
        own = (self.topic * 7919 + (place % 5)) % len(ground.bodies)
        self.body = np.where(self._some(0.85), own, self._zipf(len(ground.bodies)))
        self.nobody, no_topic, no_place = self._some(0.02), self._some(0.03), self._some(0.06)
        groups = sorted({topic.rpartition(".")[0] for topic in ground.topics})
        of_group = np.array([groups.index(topic.rpartition(".")[0]) for topic in ground.topics])
        towns = sorted({code[:8] for code in ground.places})
        of_town = np.array([towns.index(code[:8]) for code in ground.places])
        blocks = sorted({block for _, block in ground.bodies})
        of_block = np.array([blocks.index(block) for _, block in ground.bodies])
        bodies = np.array([body for body, _ in ground.bodies])
        # A few write often, most once.
        author = (self.dice.random(self.size) ** 2 * max(self.rows // 3, 1)).astype(np.uint64)
        return {
            "question_id": pa.array(number), "appeal_id": pa.array(number),
            "topic_code": _coded(np.where(no_topic, 0, self.topic + 1), ("", *ground.topics)),
            "group_code": _coded(np.where(no_topic, 0, of_group[self.topic] + 1), ("", *groups)),
            "territory_code": _coded(np.where(no_place, 0, place + 1), ("", *ground.places)),
            "municipality_code": _coded(np.where(no_place, 0, of_town[place] + 1), ("", *towns)),
            "body_id": pa.array(bodies[self.body], mask=self.nobody),
            "block_code": _coded(np.where(self.nobody, 0, of_block[self.body] + 1), ("", *blocks)),
            "author_hash": pa.array((author * np.uint64(0x9E3779B97F4A7C15)).astype(np.int64), mask=self._some(0.15)),
            "latitude": pa.array((55 + place / 97 + self.dice.normal(0, 0.05, self.size)).round(5), mask=no_place),
            "longitude": pa.array((60 + place / 61 + self.dice.normal(0, 0.05, self.size)).round(5), mask=no_place),
        }  # fmt: skip

    def _ways(self) -> dict[str, pa.Array]:
        """How it came and was understood."""
        transfers = self.dice.poisson(0.25, self.size).astype(np.int16)
        return {
            "channel": _coded(self._zipf(len(CHANNELS)), CHANNELS),
            "source_name": self._word(("", "Портал", "Группа города", "Канал главы"), (7, 1, 1, 1)),
            "legal_kind": self._word(("message", "appeal"), (8, 2)),
            "decided_by": self._word(("machine", "person", "source", ""), (6, 2, 1.7, 0.3)),
            "confidence": pa.array(self.dice.beta(8, 2, self.size).round(3)),
            "tone": self._word(("negative", "neutral", "positive", "thanks"), (5, 4, 0.5, 0.5)),
            "is_rude": pa.array(self._some(0.01)), "urgency": self._word(("", "soon", "now"), (96, 3, 1)),
            "is_shared": pa.array(self._some(0.04)), "transfers": pa.array(transfers),
            "is_auto_routed": pa.array(self._some(0.55) & (transfers < 2)), "is_fast": pa.array(self._some(0.3)),
            "is_repeated": pa.array(self._some(0.08)),
            "same_as_id": pa.array(np.maximum(self.done, 1) * np.ones(self.size, np.int64), mask=~self._some(0.05)),
            "sent_at": _moment(np.where(self.nobody, -1, self.received + self.dice.integers(5, 7200, self.size))),
        }  # fmt: skip

    def _terms(self) -> dict[str, pa.Array]:
        """What is owed: hours of an answer are log-normal, slower in some bodies and topics; the late fifth is open."""
        slow = 1 + (self.body % 7) / 4 + (self.topic % 5) / 8
        hours = self.dice.lognormal(np.log(40), 1.1, self.size) * slow
        answered = self.received + (hours * 3600).astype(np.int64)
        self.is_open = (answered > self.until) | self._some(0.002)
        term = np.array([72, 240, 720])[self.dice.choice(3, self.size, p=(0.3, 0.5, 0.2))] * 3600
        self.answered, self.due = np.where(self.is_open, -1, answered), self.received + term
        reaction = self.received + (self.dice.lognormal(1, 0.9, self.size) * 3600).astype(np.int64)
        self.reaction = np.where(reaction > self.until, -1, reaction)
        solved = self.answered + self.dice.integers(0, 9 * DAY_S, self.size)
        self.solution = np.where(self.is_open | self._some(0.7) | (solved > self.until), -1, solved)
        due = np.where(self.is_open, self.due, -1)
        waits = self._word(("", "approval", "triage", "author"), (8, 1, 1, 1))
        phases = ("moderation", "coordination", "execution", "approval", "ended")
        return {
            "is_open": pa.array(self.is_open), "due_at": _moment(due), "answer_due_at": _moment(self.due),
            "warn_at": _moment(np.where(self.is_open, self.due - term // 5, -1)),
            "due_kind": _coded(self.is_open.astype(int), ("", "answer")),
            "state": _coded(np.where(self.is_open, self.dice.integers(0, 3, self.size), 3),
                            ("new", "sent", "taken", "closed")),
            "waits_for": _coded(np.where(self.is_open, waits.indices, 0), tuple(waits.dictionary.to_pylist())),
            "phase": _coded(np.where(self.is_open, self.dice.integers(0, 4, self.size), 4), phases),
            "phase_since": _moment(self.received), "answer_done_at": _moment(self.answered),
            "is_answered_late": pa.array(self.answered > self.due, mask=self.is_open),
            "answered_at": _moment(self.answered), "closed_at": _moment(self.answered),
            "reaction_done_at": _moment(self.reaction), "reaction_due_at": _moment(self.received + DAY_S),
            "solution_done_at": _moment(self.solution), "solution_due_at": _moment(self.due + 9 * DAY_S),
            "risk": pa.array(self.dice.random(self.size).round(2), mask=~self.is_open),
            "assignee_id": pa.array(self.body * 8 + self.dice.integers(0, 8, self.size), mask=self.nobody),
            "load": pa.array(np.where(self.is_open, 1.0, 0.0)),
            "promise_due_at": _moment(np.where(self._some(0.01), self.due + 9 * DAY_S, -1)),
        }  # fmt: skip

    def _answers(self) -> dict[str, pa.Array]:
        """What was answered and what the author said of it."""
        replied = np.where(self._some(0.05), -1, self.answered)
        unrated = (replied < 0) | ~self._some(0.22)
        stars = np.array([1, 2, 3, 4, 5], np.int16)[self.dice.choice(5, self.size, p=(0.2, 0.08, 0.1, 0.2, 0.42))]
        outcome = self._word(("solved", "explained", "planned", "refused"), (4, 4, 1, 1))
        count = {name: pa.array(self.dice.poisson(mean, self.size).astype(np.int16)) for name, mean in (
            ("returns", 0.1), ("interims", 0.1), ("promises_kept", 0.04), ("promises_broken", 0.02))}  # fmt: skip
        first, solved = pa.array(stars, mask=unrated), pa.array(stars > 3, mask=unrated)
        return count | {
            "replied_at": _moment(replied), "answer_state": _coded((replied >= 0).astype(int), ("", "published")),
            "outcome": _coded(np.where(replied >= 0, outcome.indices + 1, 0), ("", *outcome.dictionary.to_pylist())),
            "answer_score": pa.array(self.dice.beta(2, 5, self.size).round(3), mask=replied < 0),
            "stars": first, "is_solved": solved, "first_stars": first, "first_solved": solved,
            "first_outcome": _coded(np.where(unrated, 0, outcome.indices + 1), ("", *outcome.dictionary.to_pylist())),
            "verdicts_bad": pa.array(((stars < 3) & ~unrated).astype(np.int16)),
            "reopened": pa.array(((stars < 2) & ~unrated).astype(np.int16)),
        }  # fmt: skip

    def _times(self) -> dict[str, pa.Array]:
        """What the others tell: days where the region is, hours from the receipt."""
        week = self.day - (self.day + 3) % 7
        month = self.day.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]")
        answered_day = (self.answered + self.shift) // DAY_S
        return {
            "received_at": _moment(self.received), "day": _days(self.day), "week": _days(week),
            "month": pa.array(month), "weekday": pa.array(((self.day + 3) % 7 + 1).astype(np.int16)),
            "hour": pa.array(self.hour.astype(np.int16)),
            "answered_day": _days(answered_day, mask=self.answered < 0),
            "reaction_hours": _hours(self.received, self.reaction),
            "answer_hours": _hours(self.received, self.answered),
            "solution_hours": _hours(self.received, self.solution), "late_hours": _hours(self.due, self.answered),
        }  # fmt: skip


def _coded(numbers: np.ndarray, words: tuple[str, ...]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(np.asarray(numbers, np.int32)), pa.array(words, pa.string()))


def _moment(seconds: np.ndarray) -> pa.Array:
    return pa.array(seconds * 1_000_000, mask=seconds < 0).cast(pa.timestamp("us", tz="UTC"))


def _days(days: np.ndarray, mask: np.ndarray | None = None) -> pa.Array:
    return pa.array(days.astype(np.int32), mask=mask).cast(pa.date32())


def _hours(begins: np.ndarray, ends: np.ndarray) -> pa.Array:
    return pa.array((ends - begins) / 3600, mask=ends < 0)
