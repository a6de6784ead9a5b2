"""Notices to authors of the phases of their question and of outcomes by 59-ФЗ, laid for the senders."""

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from otklik.answers.models import Dispatch, NoticeMark, NoticeText
from otklik.answers.talk import filling
from otklik.answers.talk.actions import HOLD
from otklik.appeals import registry
from otklik.appeals.models import Question
from otklik.deadlines.models import Clock, Passage
from otklik.offices import actions as offices
from otklik.offices.models import Body, Person

SEED = Path(__file__).parents[1] / "seed" / "notice_texts.csv"
BATCH = 2000
QUIET = HOLD
"""A question that goes on within this time is told of once, when it has come to rest."""
OLD = timedelta(days=60)
"""Who wrote longer ago than this is not told of phases: a table of past letters is no news to their authors."""
Texts = Mapping[tuple[str, str], NoticeText]
VERDICTS = {
    "verdict.reopened": "Оценка: вопрос открыт снова",
    "verdict.too_late": "Оценка: открыть снова уже нельзя",
    "verdict.too_often": "Оценка: открывали слишком часто",
    "verdict.ask": "Просьба оценить ответ",
}
"""Texts about the author's own verdict on an answer, by code."""
ACCEPTED = "form.accepted"
"""The text that follows a letter of the public form."""


class NoticeError(ValueError):
    """A text that can't be sent to authors; the message says why and what to do (Russian)."""


def seed() -> None:
    """Load the texts where there are none yet; safe to repeat."""
    with SEED.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            values = {"text": row["text"], "is_on": row["is_on"] == "1", "source": row["source"]}
            NoticeText.objects.get_or_create(code=row["code"], channel=row["channel"], defaults=values)


def tell_phases(at: datetime) -> int:
    """Lay notices of the phases that questions came to since the last look and stay in; returns how many.

    Safe to repeat and to be killed: the mark moves in the transaction that lays.
    """
    with transaction.atomic():
        mark = _mark()
        rows = Passage.objects.filter(pk__gt=mark.passage_id).order_by("pk")[:BATCH]
        # What is fresh may go on in a moment: it and all after it are looked at next time.
        settled = list(takewhile(lambda passage: passage.at <= at - QUIET, rows))
        if not settled:
            return 0
        latest = {passage.question_id: passage for passage in settled}
        laid = _lay_all(latest, at)
        mark.passage_id = settled[-1].pk
        mark.save()
    return laid


def start_now() -> None:
    """Tell nobody of what has happened so far: the past of a demo or of a moved store is no news."""
    with transaction.atomic():
        mark = _mark()
        mark.passage_id = Passage.objects.aggregate(last=Max("pk"))["last"] or 0
        mark.save()


def tell_outcome(question: Question, words: str, *, at: datetime) -> None:
    """Lay what the author is told of an outcome by 59-ФЗ; inside the transaction of the act."""
    _dispatch(question, Dispatch.Kind.LAW, words, at=at).save()


def tell(
    question: Question, code: str, *, kind: str = Dispatch.Kind.STAGE, phase: str = "", answer_id: int | None = None,
    at: datetime,
) -> bool:  # fmt: skip
    """Lay the text of this code for the author where it is on; inside the transaction of the act.

    With a `phase` the author is not told of that phase once more.
    """
    text = _text(_texts(), code, question.appeal.channel)
    if text is None or not text.is_on:
        return False
    dispatch = _dispatch(question, kind, filling.filled(text.text, _values(question, at)), at=at)
    dispatch.phase, dispatch.answer_id = phase, answer_id
    dispatch.save()
    return True


def draft(question: Question, code: str, article: str, at: datetime) -> str:
    """What the author would be told: the text of the outcome filled in for a question; empty where there is none."""
    text = _text(_texts(), f"law.{code}", question.appeal.channel)
    return filling.filled(text.text, {**_values(question, at), "основание": article}) if text else ""


def withdraw(question_id: int, since: datetime) -> None:
    """An act was undone: what it told the author does not leave, where it has not left."""
    kinds = (Dispatch.Kind.STAGE, Dispatch.Kind.LAW)
    laid = Dispatch.objects.filter(question=question_id, kind__in=kinds, created_at__gte=since)
    laid.filter(state=Dispatch.State.WAITING).update(state=Dispatch.State.CANCELLED)


def is_gone(question_id: int, laid_at: datetime) -> bool:
    """Whether the notice of an outcome laid then has left for its author, or may have."""
    laid = Dispatch.objects.filter(question=question_id, kind=Dispatch.Kind.LAW, created_at=laid_at)
    return laid.filter(state__in=Dispatch.LEFT).exists()


@transaction.atomic
def save_text(*, code: str, channel: str, text: str, is_on: bool, by: Person, at: datetime) -> None:
    """Set what authors are told; kept in the history of settings. Raises NoticeError for a text with flaws."""
    if flaws := filling.flaws(text):
        raise NoticeError(" ".join(flaws))
    now = NoticeText.objects.filter(code=code, channel=channel).first()
    before = {"text": now.text, "is_on": now.is_on} if now else None
    after = {"text": text, "is_on": is_on}
    if before != after:
        NoticeText.objects.update_or_create(code=code, channel=channel, defaults=after)
        offices.record(subject="notice_text", key=f"{code} {channel}".strip(), before=before, after=after, by=by, at=at)


def _mark() -> NoticeMark:
    NoticeMark.objects.get_or_create(pk=1)
    return NoticeMark.objects.select_for_update().get(pk=1)


def _lay_all(latest: Mapping[int, Passage], at: datetime) -> int:
    texts = _texts()
    # A passage too fresh to be told of stands behind the mark and will tell of its question itself.
    moved_on = set(
        Passage.objects.filter(question__in=list(latest), pk__gt=max(row.pk for row in latest.values()))
        .values_list("question", flat=True)
    )  # fmt: skip
    asked = [number for number in latest if number not in moved_on]
    questions = Question.objects.filter(pk__in=asked, appeal__received_at__gte=at - OLD).select_related("appeal")
    told = _told_of(asked)
    return sum(_lay(question, latest[question.pk].phase, texts, told, at) for question in questions)


def _lay(question: Question, phase: str, texts: Texts, told: Mapping[int, str], at: datetime) -> bool:
    text = _text(texts, f"phase.{phase}", question.appeal.channel)
    if text is None or not text.is_on or told.get(question.pk) == phase:
        return False
    values = {**_values(question, at), "этап": Passage.Phase(phase).label.lower()}
    dispatch = _dispatch(question, Dispatch.Kind.STAGE, filling.filled(text.text, values), at=at)
    dispatch.phase = phase
    dispatch.save()
    return True


def _told_of(question_ids: Sequence[int]) -> dict[int, str]:
    """Of which phase each question was told last."""
    sent = Dispatch.objects.filter(question__in=question_ids, kind=Dispatch.Kind.STAGE)
    kept = sent.exclude(state=Dispatch.State.CANCELLED).order_by("pk")
    return dict(kept.values_list("question", "phase"))


def _texts() -> Texts:
    return {(row.code, row.channel): row for row in NoticeText.objects.all()}


def _text(texts: Texts, code: str, channel: str) -> NoticeText | None:
    return texts.get((code, channel)) or texts.get((code, ""))


def _values(question: Question, at: datetime) -> dict[str, str]:
    body = Body.objects.filter(pk=question.body_id).first() if question.body_id else None
    answer = Clock.objects.filter(question=question.pk, kind=Clock.Kind.ANSWER, done_at=None).first()
    kept = registry.registration(question.appeal_id)
    return {
        "номер": str(question.pk),
        "дата": _day(at),
        "орган": body.name if body else "",
        "срок": _day(answer.due_at) if answer else "",
        "регистрация": f"№ {kept.number} от {_day(kept.at)}" if kept else "",
    }


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y}"


def _dispatch(question: Question, kind: str, words: str, *, at: datetime) -> Dispatch:
    appeal = question.appeal
    return Dispatch(
        question=question, kind=kind, channel=appeal.channel, source_name=appeal.source_name,
        reply_to=appeal.outside_id, reply_url=appeal.outside_url, author_key=appeal.author_key,
        subject=f"О вашем сообщении № {question.pk}", text=words, created_at=at, send_after=at + HOLD,
    )  # fmt: skip
