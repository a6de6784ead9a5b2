"""Finding the same again: a batch of questions against the last ninety days, and against itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Max, Min

from otklik.appeals import bulk
from otklik.appeals.models import Question
from otklik.reference.rules import group_code
from otklik.triage import same
from otklik.triage.models import Band, Likeness
from otklik.triage.same import NEAR, WINDOW_DAYS, Print

AUTHOR_DAYS = 30
_MOST_AUTHOR = 3


@dataclass(frozen=True, slots=True)
class Alike:
    """What one question is like, and the bands by which later ones will find it."""

    likenesses: tuple[Likeness, ...] = ()
    bands: tuple[int, ...] = ()


ALONE = Alike()


def find(questions: Sequence[Question], groups: Mapping[int, str], at: datetime) -> dict[int, Alike]:
    """What each question of the batch is like; reads only, a constant number of queries.

    `groups`: id -> code of the group of topics that the machine reads in the question, or empty.
    """
    texts = same.prints([question.appeal.text for question in questions])
    prints = dict(zip((question.pk for question in questions), texts, strict=True))
    links: dict[int, dict[int, Likeness]] = {number: {} for number in prints}
    # Of two reasons for one pair the text's, which comes last, tells more.
    for link in (*_same_authors(questions, groups, at), *_same_texts(questions, prints, at)):
        links[link.question_id][link.earlier_id] = link
    return {number: Alike(tuple(links[number].values()), found.bands) for number, found in prints.items()}


def keep(found: Mapping[int, Alike]) -> None:
    """Keep likenesses and bands by question; inside the line's transaction; again changes nothing."""
    links = [link for alike in found.values() for link in alike.likenesses]
    bulk.insert(links, skip_known=True)
    rows = [(band, number) for number, alike in found.items() for band in alike.bands]
    known = set(Band.objects.filter(hash__in=[band for band, _ in rows]).values_list("hash", "question"))
    with connection.cursor() as cursor:
        # Ten bands a question: even making objects of them would cost more than all the rest of triage.
        fresh = [row for row in rows if row not in known]
        cursor.executemany("INSERT INTO triage_band (hash, question_id) VALUES (%s, %s)", fresh)


def _same_texts(questions: Sequence[Question], prints: dict[int, Print], at: datetime) -> Iterable[Likeness]:
    candidates = _candidates(prints, at)
    exact = _first_with_text(questions, at)
    numbers = {number for some in candidates.values() for number in some} - set(prints)
    rows = Question.objects.filter(pk__in=numbers).select_related("appeal").only("pk", "appeal__text")
    known = {row.pk: row.appeal.text for row in rows}
    others = prints | dict(zip(known, same.prints(list(known.values())), strict=True))
    for question in questions:
        first = exact.get(question.appeal.fingerprint, question.pk)
        if first < question.pk:
            yield _likeness(question.pk, first, Likeness.Kind.EXACT, 1.0, "тексты совпадают слово в слово", at)
            continue
        earlier = [number for number in candidates.get(question.pk, ()) if number < question.pk and number in others]
        scored = [(same.likeness(prints[question.pk], others[number]), number) for number in earlier]
        score, number = max(scored, default=(0.0, 0))
        if score >= NEAR:
            why = f"общих оборотов {round(100 * score)} %"
            yield _likeness(question.pk, number, Likeness.Kind.NEAR, round(score, 3), why, at)


def _candidates(prints: dict[int, Print], at: datetime) -> dict[int, set[int]]:
    """Questions that share a band: of each only its oldest and newest, however many texts of a campaign it holds."""
    hashes = {band for found in prints.values() for band in found.bands}
    oldest = _oldest(at)
    held = Band.objects.filter(hash__in=hashes, question__gte=oldest).values_list("hash")
    ends = held.annotate(Min("question"), Max("question"))
    by_band: dict[int, set[int]] = {band: {low, high} for band, low, high in ends}
    shared: dict[int, set[int]] = {}
    for number, found in sorted(prints.items()):
        shared[number] = set().union(*(by_band.get(band, ()) for band in found.bands)) - {number}
        for band in found.bands:
            by_band.setdefault(band, set()).add(number)
    return shared


def _oldest(at: datetime) -> int:
    recent = Question.objects.filter(appeal__received_at__gte=at - timedelta(days=WINDOW_DAYS))
    return recent.order_by("pk").values_list("pk", flat=True).first() or 0


def _first_with_text(questions: Sequence[Question], at: datetime) -> dict[int, int]:
    """The first question of the window with each text of the batch."""
    since = at - timedelta(days=WINDOW_DAYS)
    texts = {question.appeal.fingerprint for question in questions}
    rows = Question.objects.filter(appeal__fingerprint__in=texts, appeal__received_at__gte=since)
    return dict(rows.values_list("appeal__fingerprint").annotate(Min("pk")))


def _same_authors(questions: Sequence[Question], groups: Mapping[int, str], at: datetime) -> Iterable[Likeness]:
    """Earlier questions of the same author on the same group of topics."""
    authors = {key for question in questions if (key := question.appeal.author_key) is not None}
    earlier = _written(authors, at) if authors else {}
    for question in sorted(questions, key=lambda one: one.pk):
        author, group = question.appeal.author_key, groups.get(question.pk, "")
        if author is None or not group:
            continue
        written = earlier.setdefault((author, group), [])
        for number in [number for number in written if number < question.pk][-_MOST_AUTHOR:]:
            yield _likeness(question.pk, number, Likeness.Kind.AUTHOR, 1.0, "тот же автор, та же группа тем", at)
        written.append(question.pk)


def _written(authors: Iterable[UUID], at: datetime) -> dict[tuple[object, str], list[int]]:
    """What the authors wrote lately, by group of topics."""
    since = at - timedelta(days=AUTHOR_DAYS)
    rows = Question.objects.filter(appeal__author_key__in=authors, appeal__received_at__gte=since, topic__isnull=False)
    found: dict[tuple[object, str], list[int]] = {}
    for number, author, code in rows.order_by("pk").values_list("pk", "appeal__author_key", "topic__code"):
        found.setdefault((author, group_code(code)), []).append(number)
    return found


def _likeness(question: int, earlier: int, kind: str, score: float, why: str, at: datetime) -> Likeness:
    return Likeness(question_id=question, earlier_id=earlier, kind=kind, score=score, why=why, at=at)
