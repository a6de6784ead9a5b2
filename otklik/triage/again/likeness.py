"""Finding the same again: a batch of questions against the last ninety days, and against itself."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import permutations
from uuid import UUID

from django.db.models import Min

from otklik.appeals import bulk
from otklik.appeals.models import Question
from otklik.reference.rules import group_code
from otklik.triage.again import bands, same
from otklik.triage.again.matter import Where, matters
from otklik.triage.again.same import NEAR, WINDOW_DAYS, Print
from otklik.triage.models import Likeness, Spot
from otklik.triage.places import spot as places

AUTHOR_DAYS = 30
_MOST_AUTHOR = 3
# Of a text with six words in ten the same, two bands of ten are shared; what shares most of them is read.
_MOST_READ = 4


@dataclass(frozen=True, slots=True)
class Alike:
    """What one question is like, and by what later ones will find it: the bands of its text, its place and group."""

    likenesses: tuple[Likeness, ...] = ()
    bands: tuple[int, ...] = ()
    spot: Spot | None = None


ALONE = Alike()


def find(questions: Sequence[Question], wheres: Mapping[int, Where], at: datetime) -> dict[int, Alike]:
    """What each question of the batch is like; reads only, a constant number of queries.

    `wheres`: id -> where it is and the group of topics that the machine reads in it.
    """
    texts = same.prints([question.text for question in questions])
    prints = dict(zip((question.pk for question in questions), texts, strict=True))
    links: dict[int, dict[int, Likeness]] = {number: {} for number in prints}
    of_one_letter = _of_one_letter(questions)
    # Of several reasons for one pair the last one found tells most.
    for link in (
        *_same_authors(questions, wheres, at),
        *_same_matters(wheres, at),
        *_same_texts(questions, prints, at),
    ):
        if (link.question_id, link.earlier_id) not in of_one_letter:
            links[link.question_id][link.earlier_id] = link
    fresh = {question.pk for question in questions if question.appeal.received_at >= _since(at)}
    return {
        number: Alike(
            tuple(links[number].values()),
            found.bands if number in fresh else (),
            _spot(wheres[number]) if number in fresh else None,
        )
        for number, found in prints.items()
    }


def keep(found: Mapping[int, Alike]) -> None:
    """Keep likenesses, bands and places by question; inside the line's transaction; again changes nothing."""
    bulk.insert((link for alike in found.values() for link in alike.likenesses), skip_known=True)
    bulk.insert((alike.spot for alike in found.values() if alike.spot), skip_known=True)
    bands.keep([(band, number) for number, alike in found.items() for band in alike.bands])


def forget(question_ids: Sequence[int]) -> None:
    """Forget what nobody has judged of these questions: their text changed, the line reads them anew."""
    Likeness.objects.filter(question__in=question_ids, verdict="").delete()


def sweep(at: datetime) -> int:
    """Forget the bands and places that are older than the window; how many rows went. What was found stays."""
    return bands.sweep(_since(at))


def _of_one_letter(questions: Sequence[Question]) -> set[tuple[int, int]]:
    """Pairs of questions into which one letter was split: they are about different matters by a person's word."""
    parts = {question.appeal_id for question in questions if question.is_part}
    rows = Question.objects.filter(appeal__in=parts).values_list("appeal", "pk") if parts else ()
    letters: dict[int, list[int]] = {}
    for letter, number in rows:
        letters.setdefault(letter, []).append(number)
    return {pair for numbers in letters.values() for pair in permutations(numbers, 2)}


def _since(at: datetime) -> datetime:
    return at - timedelta(days=WINDOW_DAYS)


def _same_texts(questions: Sequence[Question], prints: dict[int, Print], at: datetime) -> Iterable[Likeness]:
    candidates = _candidates(prints)
    exact = _first_with_text(questions, at)
    numbers = {number for some in candidates.values() for number in some} - set(prints)
    rows = Question.objects.filter(pk__in=numbers, appeal__received_at__gte=_since(at)).select_related("appeal")
    known = {row.pk: row for row in rows.only("pk", "begins", "ends", "appeal__text")} if numbers else {}
    runs = {number: found.runs for number, found in prints.items()}
    runs |= {number: same.runs(row.text) for number, row in known.items()}
    for question in questions:
        first = exact.get(question.appeal.fingerprint, question.pk)
        if first < question.pk and not question.is_part:
            yield _likeness(question.pk, first, Likeness.Kind.EXACT, 1.0, "тексты совпадают слово в слово", at)
            continue
        scored = [
            (same.likeness(runs[question.pk], runs[number]), number)
            for number in candidates[question.pk]
            if number < question.pk and number in runs
        ]
        score, number = max(scored, default=(0.0, 0))
        if score >= NEAR:
            why = f"общих оборотов {round(100 * score)} %"
            yield _likeness(question.pk, number, Likeness.Kind.NEAR, round(score, 3), why, at)


def _candidates(prints: dict[int, Print]) -> dict[int, list[int]]:
    """Those that share most bands: of each band only its oldest and newest, however many texts of a campaign it has."""
    hashes = {band for found in prints.values() for band in found.bands}
    by_band: dict[int, set[int]] = {band: {low, high} for band, low, high in bands.ends(hashes)}
    shared: dict[int, list[int]] = {}
    for number, found in sorted(prints.items()):
        met = Counter(other for band in found.bands for other in by_band.get(band, ()) if other != number)
        shared[number] = [other for other, _ in met.most_common(_MOST_READ)]
        for band in found.bands:
            by_band.setdefault(band, set()).add(number)
    return shared


def _first_with_text(questions: Sequence[Question], at: datetime) -> dict[int, int]:
    """The first question of the window with each text of the batch."""
    firsts = bands.first_letters({question.appeal.fingerprint for question in questions}, _since(at))
    rows = Question.objects.filter(appeal__in=firsts.values()).values_list("appeal").annotate(Min("pk"))
    by_letter = dict(rows)
    return {text: by_letter[letter] for text, letter in firsts.items() if letter in by_letter}


def _same_authors(questions: Sequence[Question], wheres: Mapping[int, Where], at: datetime) -> Iterable[Likeness]:
    """Earlier questions of the same author on the same group of topics."""
    authors = {key for question in questions if (key := question.appeal.author_key) is not None}
    earlier = _written(authors, at) if authors else {}
    for question in sorted(questions, key=lambda one: one.pk):
        author, group = question.appeal.author_key, wheres[question.pk].group
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


def _same_matters(wheres: Mapping[int, Where], at: datetime) -> Iterable[Likeness]:
    """Earlier questions about the same place and group, by whoever and in whatever words."""
    keys = {key for where in wheres.values() if (key := where.key) is not None}
    kept = [(spot.hash, _kept(spot)) for spot in bands.newest_spots(keys)]
    for found in matters(list(wheres.values()), kept):
        yield _likeness(found.question, found.earlier, Likeness.Kind.MATTER, found.score, found.why, at)


def _kept(spot: Spot) -> Where:
    told = places.Spot(house=spot.house, settlement=spot.settlement)
    return Where(spot.question_id, spot.received_at, theme=spot.theme, spot=told)


def _spot(where: Where) -> Spot | None:
    if where.key is None:
        return None
    return Spot(
        hash=where.key, question_id=where.question, house=where.spot.house, settlement=where.spot.settlement,
        theme=where.theme, received_at=where.received_at,
    )  # fmt: skip


def _likeness(question: int, earlier: int, kind: str, score: float, why: str, at: datetime) -> Likeness:
    return Likeness(question_id=question, earlier_id=earlier, kind=kind, score=score, why=why, at=at)
