"""The stage of triage: the machine reads a batch, decides what it is sure of, leaves the rest to people."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from otklik.appeals import actions as appeals
from otklik.appeals import bulk
from otklik.appeals.cutting import Cuts
from otklik.appeals.models import Event, Question
from otklik.appeals.outcomes import Done, Outcome, Waits
from otklik.appeals.states import Desk
from otklik.offices import actions as offices
from otklik.offices.models import Person
from otklik.reference.models import Territory, Topic
from otklik.reference.rules import group_code, municipality_code
from otklik.triage import hot, queries, rules, territory
from otklik.triage.again import likeness
from otklik.triage.again.likeness import ALONE, Alike
from otklik.triage.again.matter import Where
from otklik.triage.hot import Seen
from otklik.triage.measured import marking
from otklik.triage.models import Decision, Likeness, Reading, Suggestion, Threshold
from otklik.triage.rules import Proposal
from otklik.triage.territory import Pointed
from otklik.triage.topics.adapted import AdaptedModel
from otklik.triage.topics.in_use import model_in_use
from otklik.triage.topics.model import Choice, TopicModel, TopicReading
from otklik.triage.words.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True)
class Verdict:
    """What triage says of one question: topic and place by id (None: unknown), who decided, the proposals to keep."""

    question: Question
    outcome: Outcome
    topic_id: int | None
    territory_id: int | None
    place: str
    decided_by: str
    suggestion: Suggestion
    reading: Reading
    alike: Alike = ALONE
    # The chance with which it was drawn to be checked by a person, blind; 0: it was not.
    checked: float = 0.0


@dataclass(frozen=True, slots=True)
class _Known:
    """What the batch is read against, and by which version of the model."""

    model: TopicModel | AdaptedModel
    topics: Mapping[tuple[str, str], tuple[str, int]]
    topic_ids: Mapping[str, int]
    territory_ids: Mapping[str, int]
    gazetteer: Gazetteer
    thresholds: Mapping[str, float]
    check_share: float
    pointed: Pointed

    def wheres(self, verdicts: Sequence[Verdict], seen: Sequence[Seen]) -> dict[int, Where]:
        """Where each question is and what it is about, as the same matter is found by."""
        topics = {number: code for code, number in self.topic_ids.items()}
        territories = {number: code for code, number in self.territory_ids.items()}
        told = zip(verdicts, seen, strict=True)
        return {row.question.pk: _where_told(row, topics, territories, also) for row, also in told}


def think(questions: Sequence[Question], at: datetime) -> list[Verdict]:
    """Read a batch; questions carry their appeals."""
    known = _known(questions)
    texts = Cuts.of([question.text for question in questions])
    readings = known.model.read(texts)
    seen = hot.read(texts, known.gazetteer)
    rows = zip(questions, readings, seen, strict=True)
    verdicts = [_verdict(question, reading, known, at, also) for question, reading, also in rows]
    wheres = known.wheres(verdicts, seen)
    found = likeness.find(questions, wheres, at)
    return [replace(verdict, alike=found[verdict.question.pk]) for verdict in verdicts]


def keep(verdicts: Sequence[Verdict], at: datetime) -> None:
    """Keep suggestions and decisions of a batch; inside flow's transaction."""
    bulk.upsert((verdict.suggestion for verdict in verdicts), key="question_id")
    bulk.upsert((verdict.reading for verdict in verdicts), key="question_id")
    likeness.keep({verdict.question.pk: verdict.alike for verdict in verdicts})
    marking.ask_checks(((row.question.pk, row.topic_id, row.checked) for row in verdicts if row.checked), at=at)
    for verdict in verdicts:
        verdict.question.topic_id = verdict.topic_id
        verdict.question.territory_id = verdict.territory_id
        verdict.question.place = verdict.place
        verdict.question.decided_by = verdict.decided_by
    appeals.tell(_event(verdict, at) for verdict in verdicts)


def reread(questions: Sequence[Question], at: datetime) -> None:
    """Read anew questions whose text changed after the line was through with them; what was decided stays."""
    verdicts = think(questions, at)
    likeness.forget([question.pk for question in questions])
    bulk.upsert((verdict.suggestion for verdict in verdicts), key="question_id")
    likeness.keep({verdict.question.pk: verdict.alike for verdict in verdicts})


def seed_thresholds() -> None:
    """Load the starting thresholds where none are set; they were found with the shipped model."""
    with (Path(__file__).parent / "starter" / "thresholds.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            values = {"confidence": float(row["confidence"]), "source": row["source"]}
            Threshold.objects.get_or_create(head=row["head"], defaults=values)


@transaction.atomic
def set_thresholds(levels: Mapping[str, float | None], *, source: str, by: Person, at: datetime) -> None:
    """From which confidence (0..1) the machine decides, by head; None leaves a head wholly to people."""
    now = {row.head: {"confidence": row.confidence, "source": row.source} for row in Threshold.objects.all()}
    for head, level in levels.items():
        after = None if level is None else {"confidence": level, "source": source}
        if after == now.get(head):
            continue
        if after is None:
            Threshold.objects.filter(head=head).delete()
        else:
            Threshold.objects.update_or_create(head=head, defaults=after)
        offices.record(subject="threshold", key=head, before=now.get(head), after=after, by=by, at=at)


def remember(*, questions: Sequence[Question], taken_rank: int | None, by: Person, at: datetime) -> None:
    """Keep the topics that a person chose as training data; inside the transaction of the choice."""
    suggested = {row.pk: row for row in Suggestion.objects.filter(pk__in=[question.pk for question in questions])}
    rows = list(Topic.objects.filter(edition__code=queries.EDITION).values_list("code", "pk", "level"))
    topic_ids = {code: number for code, number, _ in rows}
    topics = {number: (code, level) for code, number, level in rows}
    Decision.objects.bulk_create(
        Decision(
            question=question,
            by=by,
            at=at,
            topic_id=question.topic_id,
            body_id=question.body_id,
            taken_rank=taken_rank,
            suggested_topic_id=topic_ids.get(_first_code(suggested.get(question.pk))),
            model_version=suggested[question.pk].model_version if question.pk in suggested else "",
            **_ranks(topics.get(question.topic_id or 0), suggested.get(question.pk)),
        )
        for question in questions
    )


def forget(*, question_ids: Sequence[int], chosen_at: datetime) -> None:
    """Withdraw the choices of an undone act from the training data."""
    Decision.objects.filter(question__in=question_ids, at=chosen_at).delete()


def judge(*, question_id: int, earlier_id: int, verdict: str) -> int:
    """Keep a person's word on a pair: joined, different, or empty when it is withdrawn; how many rows it concerned."""
    pair = Likeness.objects.filter(question=question_id, earlier=earlier_id)
    return pair.exclude(verdict=verdict).update(verdict=verdict)


def withdraw_verdicts(question_ids: Sequence[int]) -> None:
    """Forget that these questions were joined: the act is undone."""
    Likeness.objects.filter(question__in=question_ids, verdict=Likeness.Verdict.JOINED).update(verdict="")


def _ranks(chosen: tuple[str, int] | None, suggestion: Suggestion | None) -> dict[str, int]:
    """Which proposal of each head a chosen (code, level) equals, 0 for none; a choice of a group tells of no theme."""
    if chosen is None or suggestion is None:
        return {}
    code, level = chosen
    ranks = {"group_rank": _rank(suggestion, "group", group_code(code))}
    return ranks if level == 1 else ranks | {"theme_rank": _rank(suggestion, "theme", code)}


def _rank(suggestion: Suggestion, head: str, code: str) -> int:
    rows = suggestion.proposals.get(head, [])
    return next((rank for rank, row in enumerate(rows, 1) if row[0] == code), 0)


def _first_code(suggestion: Suggestion | None) -> str:
    rows = suggestion.proposals.get("theme", []) if suggestion else []
    return rows[0][0] if rows else ""


def _known(questions: Sequence[Question]) -> _Known:
    topics = queries.topics_by_label()
    territory_ids = dict(Territory.objects.values_list("code", "pk"))
    stated = {question.stated.get("topic") for question in questions} - {None}
    topic_ids = dict(Topic.objects.filter(code__in=stated).values_list("code", "pk")) if stated else {}
    topic_ids |= dict(topics.values())
    share = marking.stake().check_share
    return _Known(model_in_use(), topics, topic_ids, territory_ids, queries.gazetteer(), queries.thresholds(), share,
                  territory.pointed(questions))  # fmt: skip


def _verdict(question: Question, reading: TopicReading, known: _Known, at: datetime, seen: Seen) -> Verdict:
    executor = [Proposal("", choice.label, round(choice.confidence, 4)) for choice in reading.executor]
    group = _proposals(reading.group, "group", known)
    theme = _proposals(reading.theme, "theme", known)
    choice = rules.choose(group, theme, known.thresholds)
    topic_id, decided_by = known.topic_ids.get(choice.topic_code), "machine"
    if question.decided_by == "person":
        topic_id, decided_by = question.topic_id, "person"
    elif said := known.topic_ids.get(question.stated.get("topic", "")):
        topic_id, decided_by = said, "source"
    decided = {"machine": choice.head if topic_id else "", "source": "source"}.get(decided_by, "")
    placed = territory.place(question, seen.municipality, known.pointed, known.territory_ids)
    reasons = [*([] if topic_id else [choice.reason]), *filter(None, [placed.dispute])]
    outcome = Waits(Desk.TRIAGE, " ".join(reasons)) if reasons else Done()
    told: dict[str, Any] = {head: [[row.code, row.label, row.confidence] for row in rows]
            for head, rows in (("executor", executor), ("group", group), ("theme", theme))}  # fmt: skip
    told |= seen.told()
    told["reasons"] = [[reason.word, round(reason.weight, 2)] for reason in reading.reasons]
    suggestion = Suggestion(question=question, model_version=known.model.version, proposals=told, at=at)
    figures = Reading(question=question, at=at, model_version=known.model.version, channel=question.appeal.channel,
                      decided=decided, **_first("group", group), **_first("theme", theme))  # fmt: skip
    place = question.place or seen.place
    return Verdict(
        question, outcome, topic_id, placed.territory_id, place, decided_by if topic_id else "", suggestion,
        reading=figures, checked=_chance(question, decided, known),
    )  # fmt: skip


def _first(head: str, proposals: Sequence[Proposal]) -> dict[str, Any]:
    """The likeliest of a head, for the columns that measures of quality count by."""
    if not proposals:
        return {}
    return {f"{head}_code": proposals[0].code, f"{head}_sure": proposals[0].confidence}


def _chance(question: Question, decided: str, known: _Known) -> float:
    """With what chance a question that the machine decided alone was drawn for a blind check; 0: it was not drawn."""
    is_drawn = decided in ("group", "theme") and rules.is_drawn(question.pk, known.check_share)
    return known.check_share if is_drawn else 0.0


def _where_told(verdict: Verdict, topics: Mapping[int, str], territories: Mapping[int, str], seen: Seen) -> Where:
    """The topic is the decided one, else the likeliest; the territory is the municipality."""
    theme = topics.get(verdict.topic_id or 0, "") or verdict.reading.theme_code
    group = group_code(theme) if theme else verdict.reading.group_code
    municipality = municipality_code(territories.get(verdict.territory_id or 0, "") or seen.spot.settlement)
    question = verdict.question
    return Where(question.pk, question.appeal.received_at, group, theme, municipality, seen.spot)


def _proposals(choices: Sequence[Choice], head: str, known: _Known) -> list[Proposal]:
    codes = known.topics
    return [
        Proposal(codes.get((head, queries.plain(choice.label)), ("", 0))[0], queries.plain(choice.label),
                 round(choice.confidence, 4))
        for choice in choices
    ]  # fmt: skip


def _event(verdict: Verdict, at: datetime) -> Event:
    question = verdict.question
    top = verdict.suggestion.proposals["group"][:1]
    what = {"model": verdict.suggestion.model_version, "topic": verdict.topic_id, "by": verdict.decided_by}
    if top:
        what["confidence"] = top[0][2]
    waits = verdict.outcome.reason if isinstance(verdict.outcome, Waits) else ""
    return Event(appeal_id=question.appeal_id, question_id=question.pk, kind="suggested", at=at, what=what, why=waits)
