"""Suggestions by 59-ФЗ on a question, and what people said of them; nothing is applied without a person."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from otklik import shelf
from otklik.answers.lawful import law_checks
from otklik.answers.lawful.dossier import MESSAGE, Check, Dossier, Seen
from otklik.answers.models import LawOutcome, LawVerdict
from otklik.answers.talk import notices
from otklik.appeals.models import Question
from otklik.appeals.states import State
from otklik.citizens import queries as citizens
from otklik.intake import mail
from otklik.offices.models import Person
from otklik.triage.models import Likeness
from otklik.triage.words import pieces

SEED = Path(__file__).parents[1] / "seed" / "law_outcomes.csv"
CHECKS: dict[str, Check] = shelf.things(law_checks, Check)
# What the author wrote of themselves in the text is masked there, but it is given.
_NAME_GIVEN, _ADDRESS_GIVEN = re.compile(r"\[ИМЯ\]"), re.compile(r"\[КВАРТИРА\]|\[ПОЧТА\]|\[АДРЕС\]")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the law lets do: which check speaks, on which words, what follows by which article, what the author is told.

    `days` None: the law names no term of its own. `draft` is empty where the author is told nothing.
    """

    check: Check
    seen: Seen
    outcome: str
    article: str
    days: int | None
    source: str
    draft: str


def seed() -> None:
    """Load the outcomes where they are not yet known; safe to repeat."""
    with SEED.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            values = {
                "title": row["title"], "article": row["article"], "source": row["source"],
                "days": int(row["days"]) if row["days"] else None,
            }  # fmt: skip
            LawOutcome.objects.get_or_create(code=row["code"], defaults=values)


def suggested(question: Question, at: datetime) -> tuple[Suggestion, ...]:
    """What the checks say of a question, but for those that a person answered already."""
    dossier = _dossier(question)
    asked = (check for check in CHECKS.values() if dossier.legal_kind in check.kinds)
    spoken = [(check, seen) for check in asked if (seen := check.look(dossier))]
    if not spoken:
        return ()
    answered = set(LawVerdict.objects.filter(question=question.pk).values_list("check_code", flat=True))
    outcomes = {row.code: row for row in LawOutcome.objects.all()}
    return tuple(
        _suggestion(check, seen, outcomes[check.outcome], question, at)
        for check, seen in spoken
        if check.outcome in outcomes and check.code not in answered
    )


def answer(questions: Sequence[Question], check_code: str, said: str, why: str, *, by: Person, at: datetime) -> None:
    """Keep what a person said of a suggestion; inside the transaction of the act."""
    LawVerdict.objects.bulk_create(
        LawVerdict(question=question, check_code=check_code, said=said, why=why[:500], by=by, at=at)
        for question in questions
    )


def forget(question_id: int, said_at: datetime) -> None:
    """The act was undone: the check speaks again."""
    LawVerdict.objects.filter(question=question_id, at=said_at).delete()


def _suggestion(check: Check, seen: Seen, outcome: LawOutcome, question: Question, at: datetime) -> Suggestion:
    told = notices.draft(question, outcome.code, outcome.article, at)
    return Suggestion(check, seen, outcome.title, outcome.article, outcome.days, outcome.source, told)


def _dossier(question: Question) -> Dossier:
    appeal = question.appeal
    day = timezone.localtime(appeal.published_at or appeal.received_at).date()
    by_mail = mail.is_by_mail(appeal.channel, appeal.source_name, day)
    if appeal.legal_kind == MESSAGE:
        # The law asks nothing of the author of a message: who they are is not looked at.
        return Dossier(question.text, MESSAGE, is_by_mail=by_mail)
    given = citizens.given(appeal.author_key)
    return Dossier(
        text=question.text,
        legal_kind=appeal.legal_kind,
        has_surname=given.has_surname or bool(_NAME_GIVEN.search(appeal.text)),
        has_address=given.has_address or given.has_email or bool(_ADDRESS_GIVEN.search(appeal.text)),
        is_entity=given.is_entity,
        is_by_mail=by_mail,
        answered_before=_answered_before(question),
        parts=0 if question.is_part else pieces.proposed(question.text),
    )


def _answered_before(question: Question) -> int:
    """Closed questions of the same author that this one is like."""
    author = question.appeal.author_key
    if author is None:
        return 0
    like = Likeness.objects.filter(question=question.pk, earlier__state__in=(State.ANSWERED, State.CLOSED))
    of_author = like.filter(earlier__appeal__author_key=author).exclude(verdict=Likeness.Verdict.DIFFERENT)
    return of_author.values("earlier").distinct().count()
