"""One letter, several matters: a person cuts it into questions, and each goes its own way; undone, it is one again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import Max

from otklik.appeals.models import Question
from otklik.appeals.states import Stage, State, StateError, check_open
from otklik.facts import actions as facts
from otklik.flow import line
from otklik.flow.desks.desk import Act, DeskError, Order, Versions, do
from otklik.flow.desks.parts import SPLIT
from otklik.offices.models import Person
from otklik.offices.rules import Verb
from otklik.triage import queries as triage
from otklik.triage.again import likeness
from otklik.triage.places.found import PlaceReading

MOST = 8
Span = tuple[int, int]
Ground = tuple[int | None, str]


@dataclass(frozen=True)
class _Cutting:
    """One question to be cut: its parts and where each is before it is read."""

    whole: Question
    spans: list[Span]
    grounds: list[Ground]

    def what(self, question: Question) -> Mapping[str, Any]:
        return {"parts": len(self.spans), "was": [question.begins, question.ends]}

    def change(self, question: Question) -> None:
        check_open(question.state)
        if question.same_as_id is not None or (question.begins, question.ends) != (self.whole.begins, self.whole.ends):
            raise StateError("it is joined to another, or was cut meanwhile")
        if question.state != State.NEW:
            line.move(question, State.NEW)
        question.topic_id = question.body_id = None
        question.decided_by = question.waits_for = question.wait_reason = ""
        question.stage, question.try_after = Stage.TRIAGE, None
        question.territory_id, question.place = self.grounds[0]

    def bear(self, questions: Sequence[Question]) -> list[tuple[Question, Mapping[str, Any]]]:
        return [one for head in questions for one in self._cut(head)]

    def _cut(self, head: Question) -> list[tuple[Question, Mapping[str, Any]]]:
        head.appeal = self.whole.appeal
        head.begins, head.ends = self.spans[0]
        Question.objects.filter(pk=head.pk).update(begins=head.begins, ends=head.ends)
        likeness.forget([head.pk])
        facts.index_anew([head])
        return _born(head, self.spans[1:], self.grounds[1:])


def split(
    *, question_ids: Sequence[int], starts: Sequence[int], by: Person, at: datetime, versions: Versions = None
) -> Act:
    """Cut a question where its parts begin (characters of the letter's text); each part is read and routed anew.

    The first part keeps the number and the clocks. What stands before the first part is told in none; what each part
    does not tell of its place it has from the whole. Raises DeskError where there is nothing to cut or to cut from.
    """
    if len(set(question_ids)) != 1:
        raise DeskError("Разделить можно один вопрос за раз: откройте его карточку.")
    whole = Question.objects.select_related("appeal").filter(pk=question_ids[0]).first()
    spans = _spans(whole, starts) if whole else []
    if whole is None or len(spans) < 2:
        raise DeskError("Отметьте хотя бы два места, где начинаются вопросы: делить пока нечего.")
    if len(spans) > MOST:
        raise DeskError(f"Вопросов больше {MOST}: объедините части, у которых один исполнитель.")
    cutting = _Cutting(whole, spans, _grounds(whole, spans))
    order = Order(Verb.DECIDE, SPLIT, cutting.what, "", cutting.change, bear=cutting.bear)
    return do(order, question_ids, by, at, versions)


def _spans(whole: Question, starts: Sequence[int]) -> list[Span]:
    """From each beginning inside the question's text to the next one, without the space around."""
    text = whole.appeal.text
    first, last = whole.begins or 0, len(text) if whole.ends is None else whole.ends
    edges = [*sorted({start for start in starts if first <= start < last}), last]
    found = []
    for begins, ends in pairwise(edges):
        piece = text[begins:ends]
        left = len(piece) - len(piece.lstrip())
        if left < len(piece):
            found.append((begins + left, begins + len(piece.rstrip())))
    return found


def _grounds(whole: Question, spans: Sequence[Span]) -> list[Ground]:
    """Where each part is before it is read: as the words before the first one say, but for what the part itself names.

    Where neither those words nor any part names a place, it is that of the whole.
    """
    text = whole.appeal.text
    before, *told = triage.places([text[whole.begins or 0 : spans[0][0]], *(text[one:end] for one, end in spans)])
    common = before.line or ("" if any(one.line for one in told) else whole.place)
    return [
        (None if one.municipality else whole.territory_id, "" if _is_own(one) else _joined(common, one.line))
        for one in told
    ]


def _is_own(told: PlaceReading) -> bool:
    """Whether a part says by itself where it is: a house alone does not."""
    return any(one.kind in ("street", "landmark", "route", "settlement") for one in told.places)


def _joined(common: str, own: str) -> str:
    return ", ".join(filter(None, (common, own)))[:300]


def _born(head: Question, spans: Sequence[Span], grounds: Sequence[Ground]) -> list[tuple[Question, Mapping[str, Any]]]:
    last = Question.objects.filter(appeal=head.appeal_id).aggregate(last=Max("ordinal"))["last"]
    # The topic and the body that the source stated are of the whole letter; its place is of every part.
    stated = {name: told for name, told in head.stated.items() if name not in ("topic", "body")}
    made: list[tuple[Question, Mapping[str, Any]]] = []
    for number, ((begins, ends), (territory, place)) in enumerate(zip(spans, grounds, strict=True), 1):
        question = Question.objects.create(
            appeal=head.appeal, ordinal=last + number, begins=begins, ends=ends, territory_id=territory, place=place,
            stated=stated, latitude=head.latitude, longitude=head.longitude,
        )  # fmt: skip
        made.append((question, {"from": head.pk, "was": [0, 0]}))
    return made
