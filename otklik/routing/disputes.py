"""Disputed borders: two bodies with an equal claim to a question, and what speaks for each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from otklik.appeals import bulk
from otklik.appeals.models import Question
from otklik.reference.ground import Ground, ground
from otklik.routing.models import Candidate, DisputeRule
from otklik.routing.queries import Addressee, Addressees, Guesses
from otklik.routing.rules import Address, Rule, RuleBook, explain


@dataclass(frozen=True, slots=True)
class Side:
    """One body of a dispute and what speaks for it (Russian)."""

    body: Addressee
    why: str


@dataclass(frozen=True)
class Disputes:
    """All by which a batch's disputes are seen; nothing is asked of a question that has none."""

    rule: DisputeRule
    book: RuleBook
    bodies: Addressees
    day: date

    @cached_property
    def _ground(self) -> Ground:
        """Borders, read once a batch and only for one that has points."""
        return ground()

    def of_rule(self, question: Question, address: Address, chosen: Rule, guesses: Guesses | None) -> tuple[Side, ...]:
        """The sides where another rule has as good a claim as the one chosen; empty where none has."""
        for other, why in self._rivals(question, address, chosen, guesses):
            if other.body_id != chosen.body_id:
                return Side(_body(chosen), explain(chosen)), Side(_body(other), f"{why}: {explain(other)}")
        return ()

    def of_model(self, guesses: Guesses | None) -> tuple[Side, ...]:
        """The sides where no rule speaks and two executors are equally likely; empty otherwise."""
        if guesses is None or len(guesses.executors) < 2:
            return ()
        first, second = guesses.executors
        found = [self.bodies.named(hint.label) for hint in (first, second)]
        is_close = first.confidence - second.confidence < self.rule.margin
        if not is_close or any(body is None or not body.is_open(self.day) for body in found):
            return ()
        return tuple(
            Side(body, f"подсказка модели: уверенность {hint.confidence:.0%}")
            for body, hint in zip(found, guesses.executors, strict=True)
            if body is not None
        )

    def _rivals(
        self, question: Question, address: Address, chosen: Rule, guesses: Guesses | None
    ) -> Iterator[tuple[Rule, str]]:
        for other in self.book.rivals(chosen, address, self.day):
            yield other, "в тексте слова и этого правила"
        for code, name in self._neighbours(question, address.territory):
            there = self.book.match(replace(address, territory=code), self.day)
            if there is not None:
                yield there, f"до границы «{name}» меньше {self.rule.border_m} м"
        topic = self._close_topic(question, address.topic, guesses)
        nearly = self.book.match(replace(address, topic=topic), self.day) if topic else None
        if nearly is not None:
            yield nearly, "почти так же вероятна другая тема"

    def _neighbours(self, question: Question, own: str) -> list[tuple[str, str]]:
        """Municipalities other than the question's own that its point lies near: (code, name)."""
        if question.latitude is None or question.longitude is None or not self.rule.border_m:
            return []
        here = self._ground
        inside = here.borders.which(question.longitude, question.latitude)
        near = here.borders.near(question.longitude, question.latitude, self.rule.border_m)
        return [(code, here.names.get(code, code)) for code in near if code not in (inside, own)]

    def _close_topic(self, question: Question, own: str, guesses: Guesses | None) -> str:
        """The machine's second topic where it is nearly as likely as the first, which it chose itself."""
        if guesses is None or len(guesses.themes) < 2 or question.decided_by != "machine":
            return ""
        first, second = guesses.themes
        return second.label if first.label == own and first.confidence - second.confidence < self.rule.margin else ""


def keep(sides: Mapping[int, tuple[Side, ...]]) -> None:
    """Put down the sides of the disputed among these questions; inside the line's transaction."""
    known = Candidate.objects.filter(question__in=list(sides))
    if known.exists():
        known.delete()
    bulk.insert(
        Candidate(question_id=number, rank=rank, body_id=side.body.id, why=side.why[:300])
        for number, pair in sides.items()
        for rank, side in enumerate(pair, 1)
    )


def candidates(question_id: int) -> tuple[Candidate, ...]:
    """The sides of a question's dispute, with their bodies. One query."""
    return tuple(Candidate.objects.filter(question=question_id).select_related("body").order_by("rank"))


def _body(rule: Rule) -> Addressee:
    return Addressee(rule.body_id, rule.body_code, rule.body_name, rule.body_closed_on)
