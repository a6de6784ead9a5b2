"""Who is asked to approve an answer, and who may speak: people of a role nearest above, deputies, administrators."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from otklik.answers.approval import approval_rules, approval_settings, approving
from otklik.answers.approval.approval_rules import Case, Chosen, Step
from otklik.answers.approval.approving import Asked
from otklik.answers.models import Answer, Approval
from otklik.appeals.models import Event, Question
from otklik.facts import queries as facts
from otklik.facts.models import Fact
from otklik.flow.alarms import addressing
from otklik.flow.alarms.addressing import Addressee, People, Where
from otklik.offices import absences
from otklik.offices import queries as offices
from otklik.offices.models import Person
from otklik.offices.rules import ROLES, Verb


@dataclass(frozen=True, slots=True)
class Plan:
    """How an answer is to be approved: the rule with the reason, each step with its people."""

    chosen: Chosen
    asked: tuple[Asked, ...]

    # The steps in words (Russian).
    steps: str = ""

    @property
    def notes(self) -> str:
        """What was changed for want of people, in words (Russian)."""
        return " ".join(dict.fromkeys(one.note for one in self.asked if one.note))

    @property
    def told(self) -> str:
        """The rule and what was changed for want of people, in words (Russian)."""
        return f"{self.chosen.why} {self.notes}".strip()[:500]


def plan(answer: Answer, question: Question, *, by: Person, at: datetime) -> Plan:
    """Who would approve the answer if `by` sent it now."""
    rules = approval_settings.rules()
    labels = approval_settings.labels_of(rules)
    chosen = approval_rules.choose(rules, case_of(answer, question), labels)
    authors = {answer.by_id, by.pk}
    people = addressing.people(timezone.localdate(at)) if chosen.steps else None
    asked = tuple(resolve(step, question, authors, people) for step in chosen.steps) if people else ()
    return Plan(chosen, asked, approval_rules.told(chosen.steps, labels))


def case_of(answer: Answer, question: Question) -> Case:
    """What the rule of an answer is chosen by. One query beside what the question has loaded."""
    urgency = Fact.objects.filter(pk=question.pk).values_list("urgency", flat=True).first() or ""
    topic = question.topic.code if question.topic else ""
    return Case(question.appeal.legal_kind, answer.kind, answer.outcome, topic, urgency)


def resolve(step: Step, question: Question, authors: Collection[int], people: People) -> Asked:
    """A step with its people: of its role nearest above, else of the roles above; the author only where all fail."""
    where = where_of(question)
    if step.person_id is not None:
        return _named(step, question, where, authors, people)
    for role in approval_rules.upwards(step.role):
        found = people.of(role, where)
        if free := _principals(found, authors):
            # Where nobody of the role is there, `of` has gone up itself.
            return Asked(step, free, _instead(step.role, found[0].role))
    own = [one for role in approval_rules.upwards(step.role) for one in people.of(role, where)]
    if own:
        # Nobody but the author holds any of the roles: their own say is kept and marked as such.
        return Asked(step, (own[0].instead_of or own[0].person_id,), "Согласует сам автор: больше некому.")
    return Asked(step, (), "Согласовать некому: ждёт администратора.")


def renewed(answer: Answer, rows: Sequence[Approval], question: Question, at: datetime) -> list[Approval]:
    """The rows of steps nobody has spoken for, with their people looked up anew."""
    if not rows:
        return []
    people, authors = addressing.people(timezone.localdate(at)), authors_of(answer)
    steps: dict[int, list[Approval]] = {}
    for row in rows:
        steps.setdefault(row.step, []).append(row)
    found: list[Approval] = []
    for own in steps.values():
        first = own[0]
        step = Step(first.ordinal, first.role, None if first.role else first.person_id)
        asked = resolve(step, question, authors, people).people if first.role or first.person_id else ()
        found += approving.renew(answer, own, asked or [one.person_id for one in own if one.person_id])
    return found


def where_of(question: Question) -> Where:
    """What decides whose the question is."""
    territory = question.territory.code if question.territory else ""
    return Where(question.body_id, territory, question.topic.code if question.topic else "")


def authors_of(answer: Answer) -> set[int]:
    """Who wrote the answer and who sent it to approval: they do not speak for it."""
    sent = Event.objects.filter(question=answer.question_id, appeal=answer.question.appeal_id, kind=approving.SUBMITTED)
    by = sent.order_by("-pk").values_list("by", flat=True).first()
    return {answer.by_id, *([by] if by else [])}


def spoken_for(person: Person, day_of: datetime) -> tuple[int, ...]:
    """Those in whose name the person may speak on this day: themself first, then those they stand in for."""
    away = absences.on(timezone.localdate(day_of))
    absent = [one for one in away.deputies if person.pk == next((two for two in away.chain(one)
              if not away.is_away(two)), None)]  # fmt: skip
    return (person.pk, *absent)


def may_speak(row: Approval, person: Person, authors: Collection[int], names: Collection[int]) -> bool:
    """Whether the person may give this say: their own, of whom they stand in for, or any as an administrator.

    `names`: in whose name they speak. In another's name nobody speaks of an answer of their own.
    """
    if row.person_id == person.pk:
        return True
    return person.pk not in authors and (row.person_id in names or is_administrator(person))


def is_administrator(person: Person) -> bool:
    """Whether the person may speak where nobody else is there to."""
    return offices.scope(person).may(Verb.SETTINGS)


def _named(step: Step, question: Question, where: Where, authors: Collection[int], people: People) -> Asked:
    person = Person.objects.filter(pk=step.person_id or 0, is_active=True).first()
    is_here = person is not None and person.pk not in authors and _is_present(person.pk, authors, people)
    if person and is_here and facts.reachable(offices.scope(person), [question.pk]):
        return Asked(step, (person.pk,))
    found = _principals(people.of("administrator", where), authors)
    who = str(person) if person else f"Сотрудник № {step.person_id}"
    return Asked(step, found, f"{who} согласовать не может: согласует администратор.")


def _is_present(person_id: int, authors: Collection[int], people: People) -> bool:
    if not people.away.is_away(person_id):
        return True
    deputy = next((one for one in people.away.chain(person_id) if not people.away.is_away(one)), None)
    return deputy is not None and deputy not in authors


def _principals(found: Sequence[Addressee], authors: Collection[int]) -> tuple[int, ...]:
    """Whose say it is: the person, or whom they stand in for; never of the author, nor through the author."""
    free: Iterable[Addressee] = (one for one in found if not {one.person_id, one.instead_of} & set(authors))
    return tuple(dict.fromkeys(one.instead_of or one.person_id for one in free))


def _instead(wanted: str, found: str) -> str:
    if wanted == found:
        return ""
    return f"Роль «{ROLES[wanted].title}» исполнить некому: согласует «{ROLES[found].title}»."
