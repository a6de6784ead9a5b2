"""Which rule says who must answer: the most specific one in force whose body still takes questions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from otklik.reference.rules import territory_chain, topic_chain


class RoutingError(ValueError):
    """A rule that can't be put in force; the message says why and what to do (Russian)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Topic and below × territory and below × channel × words -> body; parts are prefixes of codes, empty means any.

    `words`: dictionary forms, one of which the text must hold. `co_bodies`: (id, name) of those who answer together.
    """

    id: int
    topic: str
    topic_name: str
    territory: str
    territory_name: str
    channel: str
    body_id: int
    body_code: str
    body_name: str
    body_closed_on: date | None
    valid_from: date
    valid_to: date | None
    note: str = ""
    words: tuple[str, ...] = ()
    co_bodies: tuple[tuple[int, str], ...] = ()

    @property
    def scope(self) -> tuple[str, str, str, tuple[str, ...]]:
        """What it speaks of; two rules of one scope contend."""
        return self.topic, self.territory, self.channel, self.words

    def hears(self, words: frozenset[str]) -> bool:
        """Whether the words of a text are those it speaks of."""
        return not self.words or not words.isdisjoint(self.words)

    def speaks_on(self, day: date) -> bool:
        """Whether the rule is in force on `day` and its body takes questions then."""
        is_closed = self.body_closed_on is not None and self.body_closed_on <= day
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to) and not is_closed

    def overlaps(self, valid_from: date, valid_to: date | None) -> bool:
        """Whether some day lies both in the rule's dates and in those given."""
        starts_in_time = self.valid_to is None or valid_from <= self.valid_to
        return starts_in_time and (valid_to is None or self.valid_from <= valid_to)


@dataclass(frozen=True, slots=True)
class Address:
    """What rules look at: codes of the topic and the territory, the channel, forms of words; empty means unknown."""

    topic: str
    territory: str
    channel: str
    words: frozenset[str] = frozenset()


@dataclass(frozen=True)
class RuleBook:
    """Rules found by the prefixes of an address: lookups, not a scan, so the number of rules does not matter."""

    by_part: dict[tuple[str, str, str], list[Rule]]
    _candidates: dict[tuple[str, str, str], tuple[Rule, ...]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def needs_words(self) -> bool:
        """Whether some rule looks at words: where none does, nobody cuts texts into them."""
        return any(rule.words for rules in self.by_part.values() for rule in rules)

    def match(self, address: Address, day: date) -> Rule | None:
        """The rule that speaks for `address` on `day`, None where none does.

        The deeper topic wins, then the deeper territory, then a set channel, then set words, then the later start, then
        the newer rule.
        """
        key = (address.topic, address.territory, address.channel)
        if key not in self._candidates:
            self._candidates[key] = tuple(self._found(address))
        spoken = (rule for rule in self._candidates[key] if rule.hears(address.words))
        return next((rule for rule in spoken if rule.speaks_on(day)), None)

    def rivals(self, rule: Rule, address: Address, day: date) -> tuple[Rule, ...]:
        """Rules of other bodies with as good a claim as `rule` has: of the same parts, their own words heard as well.

        Two rules without words are no rivals: the checker tells of them as a fault.
        """
        if not rule.words:
            return ()
        same = self.by_part.get((rule.topic, rule.territory, rule.channel), ())
        return tuple(
            other
            for other in same
            if other.words and other.body_id != rule.body_id and other.hears(address.words) and other.speaks_on(day)
        )

    def _found(self, address: Address) -> Iterable[Rule]:
        for topic in topic_chain(address.topic):
            for territory in territory_chain(address.territory):
                for channel in dict.fromkeys((address.channel, "")):
                    yield from self.by_part.get((topic, territory, channel), ())


def book(rules: Iterable[Rule]) -> RuleBook:
    """`rules` indexed by their parts."""
    by_part: dict[tuple[str, str, str], list[Rule]] = {}
    for rule in sorted(rules, key=lambda rule: (bool(rule.words), rule.valid_from, rule.id), reverse=True):
        by_part.setdefault((rule.topic, rule.territory, rule.channel), []).append(rule)
    return RuleBook(by_part)


def explain(rule: Rule) -> str:
    """Why the rule spoke, for the card of a question: «тема «Дороги» и ниже, любая территория, правило № 12 с …»."""
    topic = f"тема «{rule.topic_name}» и ниже" if rule.topic else "любая тема"
    territory = f"территория «{rule.territory_name}»" if rule.territory else "любая территория"
    channel = f", канал «{rule.channel}»" if rule.channel else ""
    words = f", слова: {', '.join(rule.words)}" if rule.words else ""
    return f"{topic}, {territory}{channel}{words}, правило № {rule.id} с {rule.valid_from:%d.%m.%Y}"


def rule_flaws(draft: Rule, rules: Sequence[Rule]) -> tuple[str, ...]:
    """Why `draft` (id 0 for a new one) can't stand beside `rules`; empty when it can."""
    flaws = []
    if draft.body_closed_on is not None and draft.body_closed_on <= draft.valid_from:
        closed = f"{draft.body_closed_on:%d.%m.%Y}"
        flaws.append(f"Орган «{draft.body_name}» закрыт с {closed} и не принимает вопросы: выберите другой.")
    if draft.valid_to is not None and draft.valid_to < draft.valid_from:
        flaws.append(f"Правило кончается {draft.valid_to:%d.%m.%Y}, раньше начала {draft.valid_from:%d.%m.%Y}.")
    if any(body == draft.body_id for body, _ in draft.co_bodies):
        flaws.append(f"Орган «{draft.body_name}» указан и исполнителем, и соисполнителем: оставьте одно.")
    for rule in rules:
        is_same = draft.scope == rule.scope and rule.id != draft.id
        if is_same and rule.overlaps(draft.valid_from, draft.valid_to):
            flaws.append(
                f"На те же тему, территорию, канал и слова уже есть правило № {rule.id} → «{rule.body_name}»"
                f" с {rule.valid_from:%d.%m.%Y}: закройте его или измените даты."
            )
    return tuple(flaws)
