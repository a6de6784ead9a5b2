"""What the stage of routing says of a question: the source, the rules, the machine where it is sure; or a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from otklik.appeals.models import Question
from otklik.appeals.outcomes import Done, Outcome, Waits
from otklik.appeals.states import Desk
from otklik.reference import queries as reference
from otklik.routing import queries
from otklik.routing.disputes import Disputes, Side
from otklik.routing.rules import Address, RuleBook, explain

_REASON_MAX = 500


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a question goes: the body (None: it waits), what said so (source, rule, model), the rule, and why."""

    question: Question
    outcome: Outcome
    body: queries.Addressee | None = None
    by: str = ""
    rule_id: int | None = None
    why: str = ""
    co_bodies: tuple[tuple[int, str], ...] = ()
    # The bodies between which a person chooses, where the border is disputed.
    sides: tuple[Side, ...] = ()


@dataclass(frozen=True)
class Bench:
    """All that the batch needs, read once."""

    day: date
    book: RuleBook
    bodies: queries.Addressees
    topics: Mapping[int, reference.TopicCard]
    places: Mapping[int, reference.Place]
    guesses: Mapping[int, queries.Guesses]
    threshold: float | None
    disputes: Disputes

    def verdict(self, question: Question) -> Verdict:
        """The source's word, then the rules, then the machine where it is sure; else a person."""
        return self._by_source(question) or self._by_rule(question) or self._by_model(question) or self._wait(question)

    def _by_source(self, question: Question) -> Verdict | None:
        stated = str(question.stated.get("body") or "")
        body = self.bodies.named(stated) if stated else None
        if body is None or not body.is_open(self.day):
            return None
        return Verdict(question, Done(), body, "source", why=f"исполнителя назвал источник: «{body.name}»")

    def _by_rule(self, question: Question) -> Verdict | None:
        topic, place = self.topics.get(question.topic_id or 0), self.places.get(question.territory_id or 0)
        words = queries.words_of(question) if self.book.needs_words else frozenset()
        address = Address(topic.code if topic else "", place.code if place else "", question.appeal.channel, words)
        rule = self.book.match(address, self.day)
        if rule is None:
            return None
        if sides := self.disputes.of_rule(question, address, rule, self.guesses.get(question.pk)):
            return self._disputed(question, sides)
        body = queries.Addressee(rule.body_id, rule.body_code, rule.body_name, rule.body_closed_on)
        return Verdict(question, Done(), body, "rule", rule.id, explain(rule), rule.co_bodies)

    def _by_model(self, question: Question) -> Verdict | None:
        hint = self._hint(question)
        if hint is None or self.threshold is None or hint.confidence < self.threshold:
            return None
        body = self.bodies.named(hint.label)
        if body is None or not body.is_open(self.day):
            return None
        why = f"подсказка модели: уверенность {hint.confidence:.0%}, порог {self.threshold:.0%}"
        return Verdict(question, Done(), body, "model", why=why)

    def _hint(self, question: Question) -> queries.Hint | None:
        guesses = self.guesses.get(question.pk)
        return guesses.executors[0] if guesses and guesses.executors else None

    def _disputed(self, question: Question, sides: tuple[Side, ...]) -> Verdict:
        named = " или ".join(f"«{side.body.name[:100]}»" for side in sides)
        return Verdict(question, Waits(Desk.ROUTING, f"Спорная граница: {named}"[:_REASON_MAX]), sides=sides)

    def _wait(self, question: Question) -> Verdict:
        if sides := self.disputes.of_model(self.guesses.get(question.pk)):
            return self._disputed(question, sides)
        topic, place = self.topics.get(question.topic_id or 0), self.places.get(question.territory_id or 0)
        parts = [
            f"нет правила: {f'тема «{topic.name[:150]}»' if topic else 'тема не известна'}",
            f"территория «{place.name[:100]}»" if place else "территория не известна",
            self._no_hint(question),
        ]
        return Verdict(question, Waits(Desk.ROUTING, ", ".join(parts)[:_REASON_MAX]))

    def _no_hint(self, question: Question) -> str:
        hint = self._hint(question)
        if hint is None:
            return "подсказки модели нет"
        label = f"подсказка «{hint.label[:100]}»"
        if self.threshold is None:
            return f"{label} {hint.confidence:.0%}, порог не задан"
        if hint.confidence < self.threshold:
            return f"{label} {hint.confidence:.0%} ниже порога {self.threshold:.0%}"
        return f"{label}: такого органа нет или он закрыт"
