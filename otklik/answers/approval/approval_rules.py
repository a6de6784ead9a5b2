"""Which rule says who approves an answer, in which order, and how a round of approval stands. Reaches no table."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from otklik.reference.rules import is_within, topic_prefix

# To whom a step goes when nobody of its role can be asked; in the end somebody who may do all.
ABOVE = {
    "executor": "approver", "approver": "curator", "curator": "block_head", "coordinator": "block_head",
    "moderator": "block_head", "block_head": "head", "head": "administrator",
}  # fmt: skip
APPROVERS = ("approver", "curator", "block_head", "head", "administrator")
"""Roles that a step may name: each has the verb of approval."""
URGENCY = {"now": "срочный вопрос", "soon": "возможно срочный вопрос"}
_NAMES = {"legal_kind": "вид письма", "answer_kind": "вид ответа", "outcome": "исход", "topic_code": "тема",
          "urgency": "срочность"}  # fmt: skip
# Of two rules that say as much, the one that names what stands first here counts.
_WEIGHTIEST = ("outcome", "urgency", "topic_code", "answer_kind", "legal_kind")
_LONGEST = 9


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a rule: a role at the body of the answer or above, or a person; steps of one ordinal go at once."""

    ordinal: int
    role: str = ""
    person_id: int | None = None
    amount: int | None = None
    unit: str = ""
    hours_id: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """Which answers go through which steps; an empty field is any. No steps: published at once."""

    id: int
    title: str
    legal_kind: str = ""
    answer_kind: str = ""
    outcome: str = ""
    topic_code: str = ""
    urgency: str = ""
    steps: tuple[Step, ...] = ()
    tells: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What an answer is chosen a rule by; an empty urgency is a question that waits its turn."""

    legal_kind: str
    answer_kind: str
    outcome: str = ""
    topic_code: str = ""
    urgency: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rule of an answer and why it is this one (Russian); no rule: none fits, an administrator approves."""

    rule: Rule | None
    why: str

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.rule.steps if self.rule else (Step(1, "administrator"),)


@dataclass(frozen=True, slots=True)
class Say:
    """What stands of one asked person: the turn and the step it is for, and whether it is said («approved»)."""

    ordinal: int
    step: int
    said: str = ""


@dataclass(frozen=True, slots=True)
class Shift:
    """Answers that would be approved otherwise: by which steps now and then, how many, some of them."""

    before: str
    after: str
    answers: int
    examples: tuple[int, ...]


@dataclass(frozen=True)
class Labels:
    """Words of codes: of legal kinds, answer kinds and outcomes, of roles, of people by number."""

    codes: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)


def fits(rule: Rule, case: Case) -> bool:
    """Whether the rule speaks of such an answer."""
    same = all(
        getattr(rule, name) in ("", getattr(case, name)) for name in ("legal_kind", "answer_kind", "outcome", "urgency")
    )
    return same and (not rule.topic_code or is_within(case.topic_code, topic_prefix(rule.topic_code)))


def choose(rules: Iterable[Rule], case: Case, labels: Labels = Labels()) -> Chosen:
    """The most specific rule that fits; of equal ones the earlier made."""
    found = sorted((rule for rule in rules if fits(rule, case)), key=_rank, reverse=True)
    if not found:
        return Chosen(None, "Ни одно правило согласования не подходит: согласует администратор.")
    return Chosen(found[0], _why(found[0], found[1:], labels))


def turn(says: Sequence[Say]) -> int | None:
    """Whose turn it is in a round: the lowest ordinal of which some step nobody has approved yet; None: all is said."""
    steps: dict[tuple[int, int], bool] = {}
    for say in says:
        key = (say.ordinal, say.step)
        steps[key] = steps.get(key, False) or say.said == "approved"
    return min((ordinal for (ordinal, _), is_said in steps.items() if not is_said), default=None)


def told(steps: Sequence[Step], labels: Labels) -> str:
    """The steps in words: «Куратор и Согласующий одновременно, затем Руководитель»; none: «без согласования»."""
    if not steps:
        return "без согласования"
    turns: dict[int, list[str]] = {}
    for step in sorted(steps, key=lambda one: one.ordinal):
        turns.setdefault(step.ordinal, []).append(_who(step, labels))
    words = [names[0] if len(names) == 1 else f"{' и '.join(names)} одновременно" for names in turns.values()]
    return ", затем ".join(words)


def flaws(rule: Rule) -> tuple[str, ...]:
    """Why a rule can't be put in force (Russian); empty when it can."""
    found = [flaw for number, step in enumerate(rule.steps, 1) for flaw in _step_flaws(number, step)]
    if len(rule.steps) > _LONGEST:
        found.append(f"Шагов {len(rule.steps)}: больше {_LONGEST} никто не дождётся, сократите.")
    who = Counter((step.role, step.person_id) for step in rule.steps)
    if any(number > 1 for number in who.values()):
        found.append("Один и тот же согласующий стоит дважды: оставьте один шаг.")
    if not rule.title.strip():
        found.append("Название пусто: скажите, о каких ответах правило.")
    if not rule.source.strip():
        found.append("Основание пусто: назовите акт, решение или «собственное правило».")
    return tuple(found)


def compare(
    before: Sequence[Rule], after: Sequence[Rule], cases: Iterable[tuple[int, Case]], labels: Labels
) -> tuple[int, tuple[Shift, ...]]:
    """How many answers (number, case) were looked at, and those that would be approved otherwise, the most first."""
    looked, moved = 0, dict[tuple[str, str], list[int]]()
    known: dict[Case, tuple[str, str]] = {}
    for number, case in cases:
        looked += 1
        if case not in known:
            known[case] = (told(choose(before, case).steps, labels), told(choose(after, case).steps, labels))
        if known[case][0] != known[case][1]:
            moved.setdefault(known[case], []).append(number)
    shifts = (Shift(was, now, len(numbers), tuple(numbers[-3:])) for (was, now), numbers in moved.items())
    return looked, tuple(sorted(shifts, key=lambda shift: -shift.answers))


def upwards(role: str) -> Iterable[str]:
    """The role and those above it, nearest first."""
    at: str | None = role
    while at is not None:
        yield at
        at = ABOVE.get(at)


def named(rule: Rule) -> tuple[str, ...]:
    """Names of the fields that the rule limits."""
    return tuple(name for name in _WEIGHTIEST if getattr(rule, name))


def limits(rule: Rule, labels: Labels) -> str:
    """What the rule is about, in words: «вид письма: Обращение (59-ФЗ), исход: Отказано»; no limit: «любой ответ»."""
    words = [f"{_NAMES[name]}: {_label(getattr(rule, name), labels)}" for name in reversed(_WEIGHTIEST)
             if getattr(rule, name)]  # fmt: skip
    return ", ".join(words) or "любой ответ"


def _rank(rule: Rule) -> tuple[int, tuple[bool, ...], int, int]:
    limited: Collection[str] = named(rule)
    return len(limited), tuple(name in limited for name in _WEIGHTIEST), len(topic_prefix(rule.topic_code)), -rule.id


def _why(rule: Rule, others: Sequence[Rule], labels: Labels) -> str:
    words = f"Правило «{rule.title}» ({limits(rule, labels)}): {told(rule.steps, labels)}."
    if not others:
        return words
    return f"{words} Оно точнее правила «{others[0].title}»."


def _label(code: str, labels: Labels) -> str:
    return labels.codes.get(code) or URGENCY.get(code, code)


def _who(step: Step, labels: Labels) -> str:
    if step.person_id is not None:
        return labels.people.get(step.person_id, f"сотрудник № {step.person_id}")
    return labels.roles.get(step.role, step.role).lower()


def _step_flaws(number: int, step: Step) -> Iterable[str]:
    if bool(step.role) == (step.person_id is not None):
        yield f"Шаг {number}: выберите роль или сотрудника, что-то одно."
    if step.role and step.role not in APPROVERS:
        yield f"Шаг {number}: роль «{step.role}» не согласует ответы; есть: {', '.join(APPROVERS)}."
    if step.amount and not step.unit:
        yield f"Шаг {number}: срок есть, а единицы нет: выберите часы или дни."
    if step.amount and step.unit == "working_hours" and step.hours_id is None:
        yield f"Шаг {number}: для рабочих часов нужен режим работы: заведите его в календаре."
