"""Facts of a batch of questions: read by columns, put together, and only what differs is written."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from operator import ne
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from otklik.appeals import bulk
from otklik.appeals.additions import appeals_with_additions
from otklik.appeals.models import Question
from otklik.facts import heads, marks, months, replies, search, terms, ways
from otklik.facts.heads import Head
from otklik.facts.marks import Mark
from otklik.facts.models import Fact
from otklik.facts.replies import Reply
from otklik.facts.terms import Terms
from otklik.facts.ways import MODERATION, Way

COLUMNS = (*Head._fields, *Terms._fields, *Way._fields, *Reply._fields, *Mark._fields)
"""Every column of a fact is defined in one of these: its name, its type, what it is where nothing is known."""
Row = tuple[Any, ...]
_KEY, _APPEAL, _RECEIVED = 0, 1, 2
_PLACES = range(len(COLUMNS))
_OWES_NOTHING, _UNANSWERED = Terms(), Reply()


def _found(keys: RawSQL) -> QuerySet[Fact]:
    found = Fact.objects.filter(pk__in=keys).order_by("pk")
    return found.select_for_update() if connection.features.has_select_for_update else found


_KEPT = bulk.Reading(_found, *COLUMNS)


def make(question_ids: Sequence[int]) -> None:
    """Make the facts of these questions as their tables stand now; inside a transaction."""
    # Locked where the engine locks rows: of two makers of a fact the second reads what the first one's act wrote.
    known = {row[_KEY]: row for row in _KEPT.rows(question_ids)}
    rows, void = _rows(question_ids)
    new = [row for row in rows if row[_KEY] not in known]
    changed = [(known[row[_KEY]], row) for row in rows if row[_KEY] in known and known[row[_KEY]] != row]
    gone = [known[number] for number in void if number in known]
    _insert(new)
    _update(changed)
    months.touch((row[_RECEIVED] for row in (*new, *gone, *(row for _, row in changed))), timezone.now())
    _index(new, rows)
    if void:
        Fact.objects.filter(pk__in=void).delete()
        search.remove(void)


def _rows(question_ids: Sequence[int]) -> tuple[list[Row], list[int]]:
    """The facts as rows in the order of COLUMNS, and the numbers of void questions."""
    found, void = heads.read(question_ids)
    owed = terms.read(question_ids, frozenset(head.question_id for head in found if head.is_open))
    passed, replied = ways.read(question_ids), replies.read(question_ids)
    marked = marks.read(question_ids, found, replied)
    rows = []
    for head in found:
        number = head.question_id
        way = passed.get(number) or Way(MODERATION, head.received_at)
        rows.append((*head, *owed.get(number, _OWES_NOTHING), *way, *replied.get(number, _UNANSWERED), *marked[number]))
    return rows, void


def _insert(rows: Sequence[Row]) -> None:
    quote = connection.ops.quote_name
    names = [quote(name) for name in COLUMNS]
    others = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    # Known by now: another maker was quicker, and this one read later.
    statement = (
        f"INSERT INTO {quote(Fact._meta.db_table)} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"
        f" ON CONFLICT ({names[_KEY]}) DO UPDATE SET {others}"
    )
    _run({statement: rows} if rows else {})


def _update(changed: Iterable[tuple[Row, Row]]) -> None:
    """Write the columns that differ: the indexes of the others are not touched."""
    quote = connection.ops.quote_name
    together: defaultdict[tuple[int, ...], list[Row]] = defaultdict(list)
    for old, row in changed:
        places = tuple(compress(_PLACES, map(ne, old, row)))
        together[places].append((*(row[place] for place in places), row[_KEY]))
    statements = {}
    for places, rows in together.items():
        columns = ", ".join(f"{quote(COLUMNS[place])} = %s" for place in places)
        statements[f"UPDATE {quote(Fact._meta.db_table)} SET {columns} WHERE {quote(COLUMNS[_KEY])} = %s"] = rows
    _run(statements)


def _run(statements: Mapping[str, Sequence[Row]]) -> None:
    with connection.cursor() as cursor:
        for statement, rows in statements.items():
            cursor.executemany(statement, rows)


def _index(new: Sequence[Row], rows: Sequence[Row]) -> None:
    """Let words find what is new, and what something was added to."""
    numbers = {row[_KEY] for row in new}
    known = [row for row in rows if row[_KEY] not in numbers]
    added = appeals_with_additions(bulk.among({row[_APPEAL] for row in known})) if known else set()
    numbers |= {row[_KEY] for row in known if row[_APPEAL] in added}
    if numbers:
        found = Question.objects.filter(pk__in=bulk.among(sorted(numbers))).select_related("appeal")
        search.add([(question.pk, question.text) for question in found.only("begins", "ends", "appeal__text")])
