"""What the author is told of their question: what was asked, where it stands, what was answered; nothing of others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.db.models import Exists, OuterRef
from django.utils import timezone

from otklik.answers.models import Answer, Asking, Attachment, Dispatch, Promise
from otklik.answers.talk.addressed import addressed
from otklik.appeals import registry
from otklik.appeals.models import Question
from otklik.appeals.states import OPEN, State
from otklik.deadlines import phases
from otklik.deadlines import queries as deadlines
from otklik.deadlines.models import Clock
from otklik.satisfaction.models import Link, Rating, RatingReason, Reopening
from otklik.screens.citizen.steps import Standing, Step, headline, steps
from otklik.screens.parts.tell import day_of, exact, time_left


@dataclass(frozen=True, slots=True)
class File:
    """A file of an answer: `number` opens it by the author's link."""

    number: int
    name: str
    is_photo: bool
    kilobytes: int


@dataclass(frozen=True, slots=True)
class Promised:
    """A day that was promised, and whether it was kept: `sign` is «kept», «broken» or empty while it is awaited."""

    words: str
    until: str
    sign: str
    said: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the author said of an answer, when, and what came of it."""

    stars: int | None
    is_solved: bool | None
    reasons: tuple[str, ...]
    comment: str
    at: str
    reopened_until: str
    is_reopened: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """A published answer with its files and what the author said of it."""

    id: int
    title: str
    outcome: str
    body: str
    at: str
    text: str
    files: tuple[File, ...]
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the author is asked now, and what comes of silence."""

    text: str
    until: str
    closes: bool


@dataclass(frozen=True, slots=True)
class Story:
    """All that the page tells; every text is masked. `replies` are newest first, `told` are notices by law."""

    number: int
    registration: str
    received: str
    topic: str
    place: str
    text: str
    photos: int
    headline: str
    says: str
    due: str
    left: str
    is_late: bool
    extended: str
    steps: tuple[Step, ...]
    asked: Asked | None
    replies: tuple[Reply, ...]
    promised: tuple[Promised, ...]
    told: tuple[str, ...]
    # The number of the answer that may be rated now, 0 where it was closed without one; None: nothing to rate.
    rateable: int | None
    # What was said where the question was closed without an answer.
    verdict: Verdict | None


def story(link: Link, now: datetime) -> Story:
    """The story of the question of a link; a fixed number of queries."""
    chosen = Question.objects.select_related("appeal", "topic", "territory", "body")
    question = chosen.get(pk=link.question_id)
    zone = deadlines.zone_of(question.territory_id)
    answers = visible(question, now)
    verdicts = _verdicts(question, zone)
    replies = _replies(answers, verdicts, zone)
    spans, is_reopened = phases.spans(question), Reopening.objects.filter(question=question).exists()
    where = Standing(question, spans, answers[0] if answers else None, bool(verdicts), is_reopened)
    clock, kept = _owed(question), registry.registration(question.appeal_id)
    due = clock.due_at if clock else None
    return Story(
        number=question.pk,
        registration=kept.number if kept else "",
        received=exact(timezone.localtime(question.appeal.received_at, zone)),
        topic=question.topic.name if question.topic else "",
        place=question.place or (question.territory.name if question.territory else ""),
        text=question.text,
        photos=Attachment.objects.filter(question=question, side=Attachment.Side.AUTHOR, removed_at=None).count(),
        **dict(zip(("headline", "says"), headline(where), strict=True)),
        due=_due(clock, zone),
        left=time_left(due, now) if due and due > now else "",
        is_late=bool(due and due <= now),
        extended=_extended(question),
        steps=steps(where, zone),
        asked=_asked(question, zone),
        replies=replies,
        promised=_promised(question, answers, zone),
        told=_told(question),
        rateable=_rateable(question, answers, verdicts),
        verdict=verdicts.get(0),
    )


def visible(question: Question, now: datetime) -> list[Answer]:
    """The published answers of a question, newest first; one that may still be called back is not shown yet."""
    held = Dispatch.objects.filter(answer=OuterRef("pk"), state=Dispatch.State.WAITING, send_after__gt=now)
    found = Answer.objects.filter(question=question, state=Answer.State.PUBLISHED).exclude(Exists(held))
    return list(found.select_related("body").order_by("-published_at", "-pk"))


def _rateable(question: Question, answers: Sequence[Answer], verdicts: dict[int, Verdict]) -> int | None:
    final = next((answer for answer in answers if answer.kind == Answer.Kind.FINAL), None)
    # An answer that is on its way is not spoken of before it is read.
    if question.state != State.CLOSED and (question.state != State.ANSWERED or final is None):
        return None
    number = final.pk if final else 0
    return None if number in verdicts else number


def _verdicts(question: Question, zone: tzinfo) -> dict[int, Verdict]:
    """What was said on the page, by the number of the answer."""
    found = list(Rating.objects.filter(question=question, source=Rating.Source.PAGE).order_by("pk"))
    if not found:
        return {}
    titles = dict(RatingReason.objects.values_list("code", "title"))
    opened = {row.rating_id: row for row in Reopening.objects.filter(rating__in=found)}
    return {row.answer_id or 0: _verdict(row, titles, opened.get(row.pk), zone) for row in found}


def _verdict(row: Rating, titles: dict[str, str], opened: Reopening | None, zone: tzinfo) -> Verdict:
    until = timezone.localtime(opened.due_at, zone) if opened and opened.due_at else None
    return Verdict(
        row.stars, row.is_solved, tuple(titles.get(code, code) for code in row.reasons), row.comment,
        exact(timezone.localtime(row.at, zone)), day_of(until) if until else "", opened is not None,
    )  # fmt: skip


def _replies(answers: Sequence[Answer], verdicts: dict[int, Verdict], zone: tzinfo) -> tuple[Reply, ...]:
    # The answer to a joined question is a copy: the files lie by the first.
    heads = {answer.pk: answer.same_as_id or answer.pk for answer in answers}
    files: dict[int, list[File]] = {}
    for row in shown_files(tuple(heads.values())):
        is_photo = row.content_type.startswith("image/")
        files.setdefault(row.answer_id or 0, []).append(File(row.pk, row.name, is_photo, -(-row.size_bytes // 1024)))
    return tuple(
        Reply(
            answer.pk,
            "Ответ" if answer.kind == Answer.Kind.FINAL else "Промежуточный ответ",
            answer.get_outcome_display() if answer.outcome else "",
            answer.body.name if answer.body else "",
            exact(timezone.localtime(answer.published_at or answer.created_at, zone)),
            addressed(answer.text),
            tuple(files.get(heads[answer.pk], ())),
            verdicts.get(answer.pk),
        )
        for answer in answers
    )


def shown_files(answer_ids: Sequence[int]) -> list[Attachment]:
    """The files of answers that their authors may open: those of the body, not of co-executors' parts."""
    found = Attachment.objects.filter(answer__in=answer_ids, side=Attachment.Side.BODY, contribution=None)
    return list(found.filter(removed_at=None, is_personal=False).order_by("pk"))


def _owed(question: Question) -> Clock | None:
    """The running term of the answer: of several, the latest, which a reopening brought."""
    if question.state not in OPEN:
        return None
    kinds = (Clock.Kind.ANSWER, Clock.Kind.SOLUTION)
    return Clock.objects.filter(question=question, kind__in=kinds, done_at=None).order_by("kind", "-ordinal").first()


def _due(clock: Clock | None, zone: tzinfo) -> str:
    return "" if clock is None or clock.paused_at else day_of(timezone.localtime(clock.due_at, zone))


def _extended(question: Question) -> str:
    if question.state not in OPEN:
        return ""
    told = Dispatch.objects.filter(question=question, kind=Dispatch.Kind.EXTENDED)
    return told.exclude(state=Dispatch.State.CANCELLED).order_by("-pk").values_list("text", flat=True).first() or ""


def _asked(question: Question, zone: tzinfo) -> Asked | None:
    row = Asking.objects.filter(question=question, ended_at=None).first()
    if row is None:
        return None
    return Asked(row.text, day_of(timezone.localtime(row.due_at, zone)), row.at_end == "close")


def _promised(question: Question, answers: Sequence[Answer], zone: tzinfo) -> tuple[Promised, ...]:
    shown = {answer.pk for answer in answers}
    found = Promise.objects.filter(question=question).exclude(verdict=Promise.Verdict.WITHDRAWN).order_by("due_at")
    return tuple(
        Promised(row.words, day_of(timezone.localtime(row.due_at, zone)), row.verdict,
                 row.get_verdict_display() if row.verdict else "ждём")
        for row in found
        if row.answer_id is None or row.answer_id in shown
    )  # fmt: skip


def _told(question: Question) -> tuple[str, ...]:
    kinds = (Dispatch.Kind.LAW, Dispatch.Kind.SILENCE)
    found = Dispatch.objects.filter(question=question, kind__in=kinds).exclude(state=Dispatch.State.CANCELLED)
    return tuple(found.order_by("pk").values_list("text", flat=True))
