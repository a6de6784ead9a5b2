"""What the stage and higher rooms may ask of rules and bodies, and why a question went where it went."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from otklik.appeals.cutting import lemmas
from otklik.appeals.models import Event, Question
from otklik.intake.labels import spelling
from otklik.offices.models import Body
from otklik.reference.rules import territory_prefix, topic_prefix
from otklik.routing import models
from otklik.routing.rules import Rule, RuleBook, book
from otklik.triage.models import Suggestion, Threshold

EXECUTOR = "executor"
_BEFORE_MODEL = {
    "rule": "правило сильнее подсказки", "source": "исполнителя назвал источник", "person": "решил человек",
    "arbiter": "решил арбитр",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Addressee:
    """A body as routing sees it."""

    id: int
    code: str
    name: str
    closed_on: date | None

    def is_open(self, day: date) -> bool:
        return self.closed_on is None or day < self.closed_on


@dataclass(frozen=True)
class Addressees:
    """All bodies, found by code, name, short name or another system's name for them."""

    by_code: Mapping[str, Addressee]
    _by_name: Mapping[str, Addressee] = field(repr=False)

    def named(self, label: str) -> Addressee | None:
        """The body of a code or a name, None where there is none; an open body comes before a closed namesake."""
        return self.by_code.get(label) or self._by_name.get(spelling(label))


@dataclass(frozen=True, slots=True)
class Hint:
    """The machine's first choice of executor: the label of the model and its calibrated confidence, 0..1."""

    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Guesses:
    """What the machine thinks of a question, the likeliest first: labels of executors, codes of topics."""

    executors: tuple[Hint, ...]
    themes: tuple[Hint, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """Why a question went to its body; `by` is source, rule, model or person."""

    body_code: str
    rule_id: int | None
    by: str
    text: str
    at: datetime


def rules() -> tuple[Rule, ...]:
    """All rules, past and future too, in order of topic, territory, channel. Two queries."""
    columns = (
        "id", "topic__code", "topic__name", "territory__code", "territory__name", "channel", "body_id", "body__code",
        "body__short_name", "body__name", "body__closed_on", "valid_from", "valid_to", "note", "words",
    )  # fmt: skip
    together: dict[int, list[tuple[int, str]]] = {}
    for number, body, name in models.Rule.co_bodies.through.objects.order_by("pk").values_list(
        "rule_id", "body_id", "body__name"
    ):
        together.setdefault(number, []).append((body, name))
    order = ("topic__code", "territory__code", "channel", "-valid_from", "id")
    rows = models.Rule.objects.order_by(*order).values(*columns)
    return tuple(_rule(row, tuple(together.get(row["id"], ()))) for row in rows)


def _rule(row: Mapping[str, Any], together: tuple[tuple[int, str], ...]) -> Rule:
    return Rule(
        id=row["id"], topic=topic_prefix(row["topic__code"] or ""), topic_name=row["topic__name"] or "",
        territory=territory_prefix(row["territory__code"] or ""), territory_name=row["territory__name"] or "",
        channel=row["channel"], body_id=row["body_id"], body_code=row["body__code"],
        body_name=row["body__short_name"] or row["body__name"], body_closed_on=row["body__closed_on"],
        valid_from=row["valid_from"], valid_to=row["valid_to"], note=row["note"],
        words=tuple(row["words"]), co_bodies=together,
    )  # fmt: skip


def rule_book() -> RuleBook:
    """All rules, indexed. Two queries."""
    return book(rules())


def words_of(question: Question) -> frozenset[str]:
    """Dictionary forms of the words of a question's text, of which rules may speak."""
    return frozenset(lemmas(question.text))


def addressees() -> Addressees:
    """All bodies. One query."""
    columns = ("pk", "code", "name", "short_name", "aliases", "closed_on")
    by_code: dict[str, Addressee] = {}
    by_name: dict[str, Addressee] = {}
    rows = sorted(Body.objects.values_list(*columns), key=lambda row: (row[5] is not None, row[0]))
    for pk, code, name, short_name, aliases, closed_on in rows:
        by_code[code] = Addressee(pk, code, short_name or name, closed_on)
        for known_as in (name, short_name, *aliases):
            if known_as:
                by_name.setdefault(spelling(known_as), by_code[code])
    return Addressees(by_code, by_name)


def guesses(question_ids: Collection[int]) -> dict[int, Guesses]:
    """The machine's two likeliest executors and topics by question. One query."""
    rows = Suggestion.objects.filter(pk__in=question_ids).values_list("pk", "proposals")
    return {pk: _guesses(told) for pk, told in rows}


def _guesses(told: Mapping[str, Any]) -> Guesses:
    executors, themes = told.get(EXECUTOR, [])[:2], told.get("theme", [])[:2]
    return Guesses(
        tuple(Hint(str(row[-2]), float(row[-1])) for row in executors),
        tuple(Hint(str(row[0]), float(row[-1])) for row in themes),
    )


def executor_threshold() -> float | None:
    """From which confidence the machine chooses the executor itself; None: it never does. One query."""
    return Threshold.objects.filter(head=EXECUTOR).values_list("confidence", flat=True).first()


def why(question_id: int) -> Why | None:
    """Why the question went to its body the last time; None where it was never sent."""
    appeal = Question.objects.filter(pk=question_id).values("appeal")
    # By the appeal: events have no index by question.
    event = Event.objects.filter(appeal__in=appeal, question=question_id, kind="routed").order_by("-pk").first()
    if event is None:
        return None
    return Why(event.what.get("body", ""), event.what.get("rule"), event.what.get("by", ""), event.why, event.at)


def why_hint_not_taken(question_id: int, body_id: int | None) -> str:
    """Why the machine's executor was not taken (Russian), empty where it was or there is none. Up to four queries."""
    guesses_of = guesses([question_id]).get(question_id)
    if guesses_of is None or not guesses_of.executors:
        return ""
    hint = guesses_of.executors[0]
    body, label = addressees().named(hint.label), f"«{hint.label[:100]}» {hint.confidence:.0%}"
    if body is not None and body.id == body_id:
        return ""
    told = why(question_id)
    if told is not None and body_id is not None and told.by in _BEFORE_MODEL:
        return f"Подсказку {label} не взяли: {_BEFORE_MODEL[told.by]}."
    threshold = executor_threshold()
    if body is None or body.closed_on is not None:
        return f"Подсказку {label} не взяли: такого органа здесь нет или он закрыт."
    if threshold is None or hint.confidence < threshold:
        limit = f"ниже порога {threshold:.0%}" if threshold is not None else "порог не задан, решает человек"
        return f"Подсказку {label} не взяли: {limit}."
    return ""
