"""Looks at all rules together: which contend, which never speak, which send to the closed, where nobody is named."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import combinations, product

from otklik.reference.rules import is_within
from otklik.routing.rules import Address, Rule, RuleBook, book, explain


class Fault(StrEnum):
    """What may be wrong with rules."""

    CLOSED = "closed"
    OVERLAP = "overlap"
    UNREACHABLE = "unreachable"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: the rule it is about (None: the lack of one), what is wrong and what to do (Russian), and how many of
    the questions asked lately it concerns.
    """

    fault: Fault
    rule_id: int | None
    text: str
    questions: int = 0
    topic: str = ""


@dataclass(frozen=True)
class World:
    """All that may be asked: topics and territories (code -> name), channels; and how often it was lately."""

    topics: Mapping[str, str]
    territories: Mapping[str, str]
    channels: Sequence[str]
    asked: Mapping[Address, int]


def check(rules: Sequence[Rule], world: World, day: date) -> tuple[Finding, ...]:
    """All faults of the rules in their dates on `day`, the weightiest first."""
    current = [rule for rule in rules if rule.valid_from <= day and (rule.valid_to is None or day <= rule.valid_to)]
    found = [*_closed(current, day), *_overlaps(current), *_unreachable(current, world, day)]
    return tuple(
        sorted((*found, *_gaps(book(current), world, day)), key=lambda one: (-one.questions, one.rule_id or 0))
    )


def _closed(rules: Iterable[Rule], day: date) -> Iterable[Finding]:
    for rule in rules:
        if rule.body_closed_on is not None and rule.body_closed_on <= day:
            since = f"{rule.body_closed_on:%d.%m.%Y}"
            text = f"Орган «{rule.body_name}» закрыт с {since}: укажите другой или закройте правило."
            yield Finding(Fault.CLOSED, rule.id, text)


def _overlaps(rules: Sequence[Rule]) -> Iterable[Finding]:
    by_scope: dict[object, list[Rule]] = {}
    for rule in rules:
        by_scope.setdefault(rule.scope, []).append(rule)
    for same in by_scope.values():
        for one, other in combinations(sorted(same, key=lambda rule: (rule.valid_from, rule.id)), 2):
            text = f"О том же говорит правило № {other.id} → «{other.body_name}», и оно сильнее: закройте одно из двух."
            yield Finding(Fault.OVERLAP, one.id, text)


def _unreachable(rules: Sequence[Rule], world: World, day: date) -> Iterable[Finding]:
    """Rules that no address picks: deeper ones speak everywhere instead."""
    speaking = [rule for rule in rules if rule.speaks_on(day)]
    contended = {rule.scope for rule in speaking if sum(other.scope == rule.scope for other in speaking) > 1}
    index, picked = book(speaking), set()
    heard = frozenset(word for rule in speaking for word in rule.words)
    for address in _addresses(world):
        for words in {frozenset[str](), heard}:
            if (rule := index.match(replace(address, words=words), day)) is not None:
                picked.add(rule.id)
    for rule in speaking:
        if rule.id not in picked and rule.scope not in contended:
            text = f"Правило не срабатывает нигде: всюду говорят более точные ({explain(rule)}). Закройте его."
            yield Finding(Fault.UNREACHABLE, rule.id, text)


def _gaps(index: RuleBook, world: World, day: date) -> Iterable[Finding]:
    """Topics with territories in which no rule speaks for any channel; a topic a finding."""
    asked: Counter[tuple[str, str]] = Counter()
    for address, number in world.asked.items():
        asked[address.topic, address.territory] += number
    for topic, name in world.topics.items():
        bare = [code for code in world.territories if index.match(Address(topic, code, ""), day) is None]
        if not bare:
            continue
        where = "ни для одной территории" if len(bare) == len(world.territories) else f"для {_told(bare, world)}"
        questions = sum(asked[topic, code] for code in (*bare, ""))
        yield Finding(Fault.GAP, None, f"Тема «{name}»: нет правила {where}.", questions, topic)


def _told(codes: Sequence[str], world: World) -> str:
    names = ", ".join(f"«{world.territories[code]}»" for code in codes[:3])
    return names if len(codes) <= 3 else f"{names} и ещё {len(codes) - 3}"


def _addresses(world: World) -> Iterable[Address]:
    """Each topic, each territory, each channel, and each of them unknown."""
    return (Address(*parts) for parts in product(("", *world.topics), ("", *world.territories), ("", *world.channels)))


@dataclass(frozen=True, slots=True)
class Shift:
    """Questions that would go elsewhere: from whom to whom (empty: a person decides), how many, some of them."""

    before: str
    after: str
    questions: int
    examples: tuple[int, ...]


def compare(
    now: RuleBook, then: RuleBook, asked: Iterable[tuple[int, Address]], day: date
) -> tuple[int, tuple[Shift, ...]]:
    """Who would get what by the rules `then` instead of `now`: how many questions were looked at, and those that move.

    `asked`: (number of the question, its address).
    """
    looked_at, moved = 0, dict[tuple[str, str], list[int]]()
    for number, address in asked:
        looked_at += 1
        first, second = now.match(address, day), then.match(address, day)
        names = (first.body_name if first else "", second.body_name if second else "")
        if (first.body_id if first else 0) != (second.body_id if second else 0):
            moved.setdefault(names, []).append(number)
    shifts = [Shift(*names, len(numbers), tuple(numbers[-5:])) for names, numbers in moved.items()]
    return looked_at, tuple(sorted(shifts, key=lambda shift: -shift.questions))


def with_draft(rules: Sequence[Rule], draft: Rule) -> list[Rule]:
    """The rules as they would be with `draft` put in (or in place of the rule of its number)."""
    return [*(rule for rule in rules if rule.id != draft.id or not draft.id), draft]


def touches(draft: Rule, address: Address) -> bool:
    """Whether a rule speaks of an address at all, whoever wins."""
    in_place = is_within(address.topic, draft.topic) and is_within(address.territory, draft.territory)
    return in_place and draft.channel in ("", address.channel)
