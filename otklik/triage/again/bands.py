"""The tables by which the same again is found, by seeks only: a hot band or street costs what a quiet one does."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection

from otklik.appeals.models import Question
from otklik.triage.models import Band, Spot

_MOST_SPOTS = 20
# What a batch asks for comes as one parameter, a list unfolded into rows.
_ASKED = {"sqlite": "json_each(%s) AS asked", "postgresql": "unnest(%s::bigint[]) AS asked(value)"}
_ENDS = """
SELECT asked.value,
 (SELECT question_id FROM triage_band WHERE hash = asked.value ORDER BY question_id LIMIT 1),
 (SELECT question_id FROM triage_band WHERE hash = asked.value ORDER BY question_id DESC LIMIT 1)
FROM {asked}
"""
_FIRST_LETTERS = """
SELECT asked.value,
 (SELECT id FROM appeals_appeal WHERE fingerprint = asked.value AND received_at >= %s ORDER BY received_at, id LIMIT 1)
FROM {asked}
"""
_COLUMNS = "kept.id, kept.hash, kept.question_id, kept.house, kept.settlement, kept.theme, kept.received_at"
_SPOTS = {
    "sqlite": f"""
SELECT {_COLUMNS} FROM json_each(%s) AS asked JOIN triage_spot AS kept ON kept.id IN (
 SELECT id FROM triage_spot WHERE hash = asked.value ORDER BY question_id DESC LIMIT {_MOST_SPOTS}
)
""",
    "postgresql": f"""
SELECT {_COLUMNS} FROM unnest(%s::bigint[]) AS asked(value) CROSS JOIN LATERAL (
 SELECT * FROM triage_spot WHERE hash = asked.value ORDER BY question_id DESC LIMIT {_MOST_SPOTS}
) AS kept
""",
}
_KEEP = "INSERT INTO triage_band (hash, question_id) VALUES (%s, %s) ON CONFLICT DO NOTHING"


def ends(hashes: Collection[int]) -> list[tuple[int, int, int]]:
    """(band, its oldest question, its newest one) of each band that is known."""
    with connection.cursor() as cursor:
        cursor.execute(_ENDS.format(asked=_ASKED[connection.vendor]), [_listed(hashes)])
        return [row for row in cursor.fetchall() if row[1] is not None]


def first_letters(fingerprints: Collection[int], since: datetime) -> dict[int, int]:
    """The first letter received since then with each text: fingerprint -> id."""
    with connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(since)
        cursor.execute(_FIRST_LETTERS.format(asked=_ASKED[connection.vendor]), [moment, _listed(fingerprints)])
        return {text: letter for text, letter in cursor.fetchall() if letter is not None}


def newest_spots(keys: Collection[int]) -> list[Spot]:
    """The latest twenty questions of each place and group, in no order."""
    return list(Spot.objects.raw(_SPOTS[connection.vendor], [_listed(keys)])) if keys else []


def keep(rows: Sequence[tuple[int, int]]) -> None:
    """Keep (band, question) pairs; those known before are passed over."""
    with connection.cursor() as cursor:
        # Ten bands a question: even making objects of them would cost more than all the rest of triage.
        cursor.executemany(_KEEP, rows)


def sweep(before: datetime) -> int:
    """Forget the bands and places of questions received before then; how many rows went."""
    known = Question.objects.order_by("pk").values_list("pk", "appeal__received_at")
    low, high = 0, (known.last() or (0, before))[0] + 1
    # Questions are numbered as they come, so that the first one inside the window is found by halving.
    while low < high:
        middle = (low + high) // 2
        found = known.filter(pk__gte=middle).first()
        if found is None or found[1] >= before:
            high = middle
        else:
            low = found[0] + 1
    gone = Spot.objects.filter(received_at__lt=before).delete()[0]
    return gone + Band.objects.filter(question__lt=low).delete()[0]


def _listed(numbers: Collection[int]) -> str | list[int]:
    return json.dumps(list(numbers)) if connection.vendor == "sqlite" else list(numbers)
