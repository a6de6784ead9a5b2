"""Published answers found again: what may be borrowed for a similar question, who was given the same text."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from itertools import islice

from django.db import transaction
from django.db.models import Count, Exists, OuterRef

from otklik.answers.models import Answer, AnswerBand, AnswerIndex
from otklik.answers.review.answer_text import Like
from otklik.answers.writing.passages import chosen
from otklik.appeals.masking import mask
from otklik.appeals.models import Question
from otklik.appeals.word_index import WordIndex
from otklik.reference.rules import group_code
from otklik.triage.again import same, similar
from otklik.triage.again.same import NEAR, Print
from otklik.triage.again.similar import Shared

INDEX = WordIndex("answers_borrowed")
GOOD = 0.7
"""From which worth an answer may be borrowed: four stars of five, or «решено»."""

_NEWEST = 2**62
_MOST_A_WORD = 150
_READ = 30
_LEAST = 0.08
_SAME_THEME = 1.25
# Of what shares most bands only so many texts are compared.
_MOST_COMPARED = 6
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a published answer to a similar question that people rated well; masked.

    `worth` 0..1 as rated; `words` are what the two questions have in common, the rarest first.
    """

    answer_id: int
    question_id: int
    body: str
    published_at: datetime
    text: str
    worth: float
    words: tuple[str, ...]


def index(answer: Answer) -> None:
    """Let a published answer be found; inside the transaction of the publication; again changes nothing."""
    index_all([answer])


def index_all(answers: Sequence[Answer]) -> None:
    """Let published answers be found, as `index`, in the order given; a copy for a joined question is left out."""
    known = set(AnswerIndex.objects.filter(answer__in=answers).values_list("answer_id", flat=True))
    fresh = [answer for answer in answers if answer.pk not in known and answer.same_as_id is None]
    prints = same.prints([answer.text for answer in fresh])
    firsts: dict[tuple[int, ...], int] = {}
    rows = []
    for answer, found in zip(fresh, prints, strict=True):
        first = firsts.get(found.bands) if found.bands else answer.pk
        if first is None:
            first = firsts[found.bands] = _first_like(found) or answer.pk
            if first == answer.pk:
                _keep_bands(answer.pk, found)
        rows.append(AnswerIndex(answer=answer, question_id=answer.question_id, first_id=first))
    AnswerIndex.objects.bulk_create(rows, ignore_conflicts=True)


def index_missed() -> int:
    """Index published answers that came by another way than publication, a batch; how many."""
    known = AnswerIndex.objects.filter(answer=OuterRef("pk"))
    published = Answer.objects.filter(~Exists(known), state=Answer.State.PUBLISHED, same_as=None)
    missed = list(published.order_by("pk")[:_BATCH])
    with transaction.atomic():
        index_all(missed)
    return len(missed)


@transaction.atomic
def forget(answer_id: int) -> None:
    """An answer was recalled: nobody borrows from it; what was like it is known by the next such answer."""
    AnswerIndex.objects.filter(answer=answer_id).delete()
    AnswerBand.objects.filter(answer=answer_id).delete()
    INDEX.remove([answer_id])
    heir = AnswerIndex.objects.filter(first=answer_id).order_by("answer").select_related("answer").first()
    if heir is not None:
        AnswerIndex.objects.filter(first=answer_id).update(first=heir.answer_id)
        _keep_bands(heir.answer_id, same.prints([heir.answer.text])[0])


@transaction.atomic
def weigh(answer: Answer, worth: float | None) -> None:
    """Keep how well people rated an answer, 0..1 (None: nobody did); one that is worth it may be borrowed from.

    What is said of a copy for a joined question is said of the answer itself.
    """
    head = answer.same_as or answer
    if not AnswerIndex.objects.filter(answer=head).update(worth=worth):
        index(head)
        AnswerIndex.objects.filter(answer=head).update(worth=worth)
    words = _words(head.question) if worth is not None and worth >= GOOD else []
    if words:
        INDEX.add([(head.pk, " ".join(words))])
    else:
        INDEX.remove([head.pk])


def to_borrow(question: Question, limit: int = 5) -> tuple[Passage, ...]:
    """Passages of answers to similar questions of the same group that were rated well, the likest first."""
    if question.topic is None:
        return ()
    asked = similar.asked(question.text)
    scores, weights = _scores(asked, question.topic.code)
    likeliest = nlargest(_READ, scores, key=lambda number: scores[number])
    found = list(_rows(likeliest, but=question.pk))
    shares = similar.shared(asked, [row.asked for row in found], weights)
    ranked = sorted(zip(found, shares, strict=True), key=lambda pair: -_rank(pair[0], pair[1], question.topic_id))
    worth = [pair for pair in _distinct(ranked) if pair[1].score >= _LEAST][: 2 * limit]
    # One query for all: five small ones would cost more than the search.
    answers = Answer.objects.select_related("body").in_bulk([row.answer_id for row, _ in worth])
    passages = (_passage(answers[row.answer_id], row, share) for row, share in worth)
    return tuple(islice((passage for passage in passages if passage.text), limit))


def canned(text: str, *, except_question: int | None = None) -> Like | None:
    """How many other questions were given nearly this text, and the share of equal runs of words; None: nobody."""
    found = same.prints([text])[0]
    share, nearest = _nearest(found)
    if share < NEAR:
        return None
    others = AnswerIndex.objects.filter(first=nearest).exclude(question=except_question or 0)
    count = others.count()
    return Like(count, round(share, 2)) if count else None


def _first_like(found: Print) -> int:
    """The answer that was the first with nearly this text; 0: there is none."""
    share, nearest = _nearest(found)
    return nearest if share >= NEAR else 0


def _nearest(found: Print) -> tuple[float, int]:
    met = AnswerBand.objects.filter(hash__in=found.bands).order_by().values("answer").annotate(shared=Count("pk"))
    likely = [row["answer"] for row in met.order_by("-shared", "answer")[:_MOST_COMPARED]]
    texts = Answer.objects.filter(pk__in=likely).values_list("pk", "text") if likely else ()
    scored = [(same.likeness(found.runs, same.runs(text)), -number) for number, text in texts]
    share, number = max(scored, default=(0.0, 0))
    return share, -number


def _keep_bands(answer_id: int, found: Print) -> None:
    rows = [AnswerBand(hash=band, answer_id=answer_id) for band in set(found.bands)]
    AnswerBand.objects.bulk_create(rows, ignore_conflicts=True)


def _words(question: Question) -> list[str]:
    """The words of a question as the index has them: of another group the same word is another word."""
    if question.topic is None:
        return []
    return [_of_group(question.topic.code, word) for word in similar.asked(question.text)]


def _of_group(topic_code: str, word: str) -> str:
    """One token to both engines: letters and digits only."""
    return "".join(filter(str.isalnum, f"{group_code(topic_code)}x{word}"))


def _scores(asked: Iterable[str], topic_code: str) -> tuple[dict[int, float], dict[str, float]]:
    """Answers by the weight of the words that their questions share with this one, and the weight of each word."""
    scores: dict[int, float] = defaultdict(float)
    weights: dict[str, float] = {}
    for word in asked:
        met = INDEX.newest(_of_group(topic_code, word), below=_NEWEST, at_most=_MOST_A_WORD)
        weights[word] = similar.weight(len(met), _MOST_A_WORD)
        for number in met:
            scores[number] += weights[word]
    return scores, weights


@dataclass(frozen=True, slots=True)
class _Row:
    """A rated answer and the text of its question."""

    answer_id: int
    question_id: int
    first_id: int
    worth: float
    topic_id: int | None
    asked: str


def _rows(numbers: Sequence[int], *, but: int) -> Iterable[_Row]:
    """Plain columns: objects of three tables would cost more than all the rest."""
    found = AnswerIndex.objects.filter(answer__in=numbers, worth__gte=GOOD).exclude(question=but)
    columns = (
        "answer_id", "question_id", "first_id", "worth", "question__topic_id", "question__appeal__text",
        "question__begins", "question__ends",
    )  # fmt: skip
    for answer, question, first, worth, topic, text, begins, ends in found.values_list(*columns):
        yield _Row(answer, question, first, worth or 0.0, topic, text[begins:ends])


def _rank(row: _Row, share: Shared, topic_id: int | None) -> float:
    return share.score * row.worth * (_SAME_THEME if row.topic_id == topic_id else 1)


def _distinct(ranked: Sequence[tuple[_Row, Shared]]) -> Iterable[tuple[_Row, Shared]]:
    """Of answers with nearly the same text the likest."""
    seen: set[int] = set()
    for row, share in ranked:
        if row.first_id not in seen:
            seen.add(row.first_id)
            yield row, share


def _passage(answer: Answer, row: _Row, share: Shared) -> Passage:
    return Passage(
        answer_id=answer.pk, question_id=row.question_id, body=str(answer.body) if answer.body else "",
        published_at=answer.published_at or answer.created_at, text=mask(chosen(answer.text, share.words)).text,
        worth=row.worth, words=share.words[:5],
    )  # fmt: skip
