"""The card of a question: all that a person needs to decide, in one value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from otklik.answers.promised import promises
from otklik.answers.promised.promises import Given
from otklik.answers.talk import queries as answers
from otklik.answers.talk.rules import what_to_ask
from otklik.appeals.models import Event, Question
from otklik.deadlines import queries as deadlines
from otklik.deadlines.queries import ClockCard
from otklik.facts import queries as facts
from otklik.facts.models import Fact
from otklik.flow.desks.pointing import PointLine, point_line
from otklik.flow.timeline import TimelineLine, told
from otklik.offices import queries as offices
from otklik.offices.rules import Scope
from otklik.reference.models import Topic
from otklik.triage import queries as triage
from otklik.triage.rules import Proposal as Guess

SHOWN_ALIKE = 5
TONES = {"negative": "недовольство", "neutral": "спокойный", "positive": "одобрение", "thanks": "благодарность"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A numbered suggestion; `code` is a topic's or a body's, empty where there is none to take."""

    rank: int
    code: str
    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Like:
    """An earlier question that this one is like: how, why, in what state; the excerpt is masked."""

    number: int
    kind: str
    why: str
    is_text: bool
    verdict: str
    state: str
    received_at: datetime
    excerpt: str


@dataclass(frozen=True, slots=True)
class Card:
    """A question as its card shows it; the text is masked."""

    fact: Fact
    question: Question
    topic_name: str
    group_name: str
    territory_name: str
    point: PointLine | None
    body_label: str
    why_body: str
    executors: tuple[Proposal, ...]
    groups: tuple[Proposal, ...]
    themes: tuple[Proposal, ...]
    reasons: tuple[tuple[str, float], ...]
    model_version: str
    threshold: float
    clocks: tuple[ClockCard, ...]
    # What was promised to the author, by the number of the promise's clock.
    promised: Mapping[int, Given]
    timeline: tuple[TimelineLine, ...]
    siblings: tuple[int, ...]
    alike: tuple[Like, ...]
    joined: tuple[int, ...]
    urgent_for: tuple[str, ...]
    urgent_words: tuple[str, ...]
    tone: str
    is_rude: bool
    # What to ask the author, where the letter does not say where it is or what is the matter; empty otherwise.
    clarify: str

    @property
    def number(self) -> int:
        return self.question.pk

    @property
    def text(self) -> str:
        return self.question.text


def card(scope: Scope, question_id: int) -> Card | None:
    """The card, or None where the scope does not reach the question."""
    fact = facts.one(scope, question_id)
    if fact is None:
        return None
    related = ("appeal", "topic__parent", "territory__parent", "body")
    question = Question.objects.select_related(*related).get(pk=question_id)
    proposals = triage.proposals(question_id)
    heads = proposals.heads if proposals else {}
    whole_appeal = Q(question__isnull=True) | Q(question=question_id)
    events = list(Event.objects.filter(whole_appeal, appeal=question.appeal_id).order_by("pk"))
    return Card(
        fact=fact,
        question=question,
        topic_name=question.topic.name if question.topic else "",
        group_name=_group_name(question.topic),
        territory_name=question.territory.name if question.territory else "",
        point=point_line(question),
        body_label=str(question.body) if question.body else "",
        why_body=next((event.why for event in reversed(events) if event.kind == "routed"), ""),
        executors=_executors(heads.get("executor", ())),
        groups=_numbered(heads.get("group", ())),
        themes=_numbered(heads.get("theme", ())),
        reasons=proposals.reasons if proposals else (),
        model_version=proposals.model_version if proposals else "",
        threshold=triage.thresholds()["group"],
        clocks=deadlines.clocks(question_id),
        promised=promises.of_question(question_id),
        timeline=told(events),
        siblings=_siblings(question),
        alike=_alike(scope, question_id),
        urgent_for=proposals.urgent_for if proposals else (),
        urgent_words=proposals.urgent_words if proposals else (),
        tone=TONES.get(proposals.tone, "") if proposals else "",
        is_rude=proposals.is_rude if proposals else False,
        clarify=_clarify(fact, proposals.has_matter) if proposals else "",
        joined=tuple(Question.objects.filter(same_as=question_id).order_by("pk").values_list("pk", flat=True)),
    )


def _numbered(guesses: tuple[Guess, ...]) -> tuple[Proposal, ...]:
    return tuple(Proposal(rank, row.code, row.label, row.confidence) for rank, row in enumerate(guesses, 1))


def _executors(guesses: tuple[Guess, ...]) -> tuple[Proposal, ...]:
    """Only executors that are bodies known here: a model trained elsewhere names bodies of its own region."""
    if not guesses:
        return ()
    codes = offices.codes_by_name()
    known = ((codes.get(row.label.casefold(), ""), row) for row in guesses)
    found = [(code, row) for code, row in known if code]
    return tuple(Proposal(rank, code, row.label, row.confidence) for rank, (code, row) in enumerate(found, 1))


def _group_name(topic: Topic | None) -> str:
    return topic.parent.name if topic and topic.parent else ""


def _clarify(fact: Fact, has_matter: bool) -> str:
    has_place = bool(fact.place or fact.territory_code)
    if not fact.is_open or (has_place and has_matter):
        return ""
    topic = fact.topic_code or fact.proposed_code
    return what_to_ask(answers.ask_texts(), topic, has_place=has_place, has_matter=has_matter)


def _alike(scope: Scope, question_id: int) -> tuple[Like, ...]:
    """Earlier questions inside the scope: likeness is no way around it."""
    links = triage.alike(question_id)
    reached = facts.excerpts(scope, [link.earlier_id for link in links]) if links else {}
    return tuple(
        Like(
            number=link.earlier_id, kind=link.get_kind_display(), why=link.why, is_text=link.kind != "author",
            verdict=link.get_verdict_display(), state=link.earlier.get_state_display(),
            received_at=link.earlier.appeal.received_at, excerpt=reached[link.earlier_id],
        )
        for link in links
        if link.earlier_id in reached
    )[:SHOWN_ALIKE]  # fmt: skip


def _siblings(question: Question) -> tuple[int, ...]:
    others = Question.objects.filter(appeal_id=question.appeal_id).exclude(pk=question.pk).exclude(begins=F("ends"))
    return tuple(others.order_by("ordinal").values_list("pk", flat=True))
