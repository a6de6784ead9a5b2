"""A letter cut into questions put together again: what undoing a split needs besides the fields of its questions."""

from collections.abc import Collection, Sequence
from datetime import datetime

from otklik.appeals.models import Event, Question
from otklik.facts import actions as facts
from otklik.triage import actions as triage

SPLIT = "split"


def why_not_joined(events: Sequence[Event], touched: Collection[int]) -> str:
    """Why a split can't be undone (Russian), empty where it can or the act is no split: it is undone whole or not."""
    if not any(event.kind == SPLIT for event in events):
        return ""
    if touched:
        told = ", ".join(f"№ {number}" for number in sorted(touched))
        return f"После разделения с вопросами работали ({told}): сначала отмените более поздние действия."
    made = [event.question_id for event in events if event.what.get("was") == [0, 0]]
    if Question.objects.filter(same_as__in=made).exists():
        return "К выделенному вопросу присоединены другие: сначала отмените объединение."
    return ""


def join(events: Sequence[Event], at: datetime) -> None:
    """Give the questions of a split the text they had before it; inside the transaction that undoes it."""
    spans = {event.question_id: event.what["was"] for event in events if event.kind == SPLIT and event.question_id}
    for number, (begins, ends) in spans.items():
        Question.objects.filter(pk=number).update(begins=begins, ends=ends)
    questions = list(Question.objects.filter(pk__in=spans).select_related("appeal"))
    whole = [question for question in questions if not question.is_void]
    if whole:
        facts.index_anew(whole)
        triage.reread(whole, at)
