"""Rows for tests of pages, made straight through the models."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from otklik.appeals.models import Appeal, Event, Question
from otklik.citizens.models import Citizen, Original
from otklik.deadlines.models import Clock
from otklik.facts.actions import refresh_now
from otklik.offices.models import Block, Body, Grant, Person
from otklik.reference.models import Edition, Milestone, Policy, Territory, Topic
from otklik.triage.models import Suggestion, Threshold

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
PASSWORD = "ясный-вечер-7"


def a_person(login: str = "moderator", role: str = "moderator", body: Body | None = None) -> Person:
    """Someone with one role, everywhere or in a body."""
    person = Person.objects.create_user(login, PASSWORD, full_name="Анна Осипова", position="Оператор центра")
    Grant.objects.create(person=person, role=role, body=body)
    return person


def a_body(code: str = "roads", name: str = "Министерство дорог", block: str = "Транспорт") -> Body:
    """A regional body in a block."""
    place, _ = Block.objects.get_or_create(code=f"b-{code}", defaults={"name": block})
    return Body.objects.create(code=code, name=name, short_name=name, block=place)


def some_topics() -> dict[str, Topic]:
    """A group and three themes of «Инцидент Менеджмент», by code."""
    edition, _ = Edition.objects.get_or_create(
        code="im", defaults={"name": "ИМ", "valid_from": NOON.date().replace(year=2020)}
    )
    group = Topic.objects.create(edition=edition, code="im.05", name="Дороги", level=1)
    names = {"im.05.01": "Ямы на дорогах", "im.05.02": "Уборка снега", "im.05.03": "Освещение улиц"}
    themes = {
        code: Topic.objects.create(edition=edition, code=code, name=name, level=2, parent=group)
        for code, name in names.items()
    }
    return {group.code: group, **themes}


def a_territory(code: str = "57701000", name: str = "Заречный район") -> Territory:
    """A municipality."""
    return Territory.objects.create(code=code, name=name, kind=Territory.Kind.MUNICIPALITY)


def a_policy() -> Policy:
    """A policy with one term of answer."""
    policy = Policy.objects.create(
        code="messages", title="Сообщения в соцсетях", legal_kind="message", valid_from=NOON.date(),
        source="Распоряжение, п. 3",
    )  # fmt: skip
    Milestone.objects.create(policy=policy, kind="answer", amount=3, unit="working_days")
    return policy


def a_question(
    text: str = "На улице Лесной яма, пробили колесо", *, topic: Topic | None = None, body: Body | None = None,
    territory: Territory | None = None, waits_for: str = "", state: str = "", received_at: datetime = NOON,
    due_at: datetime | None = None, policy: Policy | None = None, place: str = "", source: str = "ВКонтакте",
    proposals: dict[str, list[list[object]]] | None = None, wait_reason: str = "", author: UUID | None = None,
) -> Question:  # fmt: skip
    """A question with its appeal, original, event, clock, suggestion and fact."""
    original = Original.objects.create(raw=text.encode(), content_type="text/plain", text=text)
    appeal = Appeal.objects.create(
        channel="incident", source_name=source, text=text, original_key=original.key, received_at=received_at,
        author_key=author, fingerprint=uuid4().int >> 65,
    )  # fmt: skip
    question = Question.objects.create(
        appeal=appeal, topic=topic, body=body, territory=territory, waits_for=waits_for, place=place, stage="",
        state=state or ("sent" if body else "new"), decided_by="machine" if topic else "", wait_reason=wait_reason,
    )  # fmt: skip
    Event.objects.create(appeal=appeal, question=question, kind="accepted", at=received_at)
    if body:
        why = "Правило: тема «Дороги»"
        what = {"body": body.code}
        Event.objects.create(appeal=appeal, question=question, kind="routed", at=received_at, what=what, why=why)
    if due_at:
        kept = policy or Policy.objects.first() or a_policy()
        Clock.objects.create(
            question=question, kind="answer", policy=kept, started_at=received_at, due_at=due_at, warn_at=due_at
        )
    if proposals:
        Suggestion.objects.create(question=question, model_version="test", proposals=proposals, at=received_at)
    refresh_now([question.pk])
    return question


def proposals(themes: Sequence[tuple[str, str, float]], executors: Sequence[tuple[str, str, float]] = ()) -> dict:
    """Stored suggestions: per head rows of code, label, confidence."""
    sure = themes[0][2] if themes else 0.5
    return {
        "theme": [list(row) for row in themes],
        "group": [["im.05", "Дороги", sure]],
        "executor": [list(row) for row in executors],
        "reasons": [["яма", 2.1], ["колесо", 1.2], ["улица", -0.3]],
    }


def a_waiting_feed(count: int = 6) -> list[Question]:
    """Questions that wait for a topic, newest first, each with three themes and an executor to take."""
    topics = some_topics()
    body = a_body()
    Threshold.objects.get_or_create(head="group", defaults={"confidence": 0.8, "source": "тест"})
    offered = proposals(
        [("im.05.01", topics["im.05.01"].name, 0.62), ("im.05.02", topics["im.05.02"].name, 0.2),
         ("im.05.03", topics["im.05.03"].name, 0.1)],
        [(body.code, body.name, 0.7)],
    )  # fmt: skip
    made = [
        a_question(
            f"Вопрос {number}: на улице Лесной яма", waits_for="triage", proposals=offered,
            received_at=NOON - timedelta(minutes=number), wait_reason="Уверенность 62 % ниже порога 80 %.",
        )
        for number in reversed(range(count))
    ]  # fmt: skip
    return made[::-1]


def a_citizen(name: str = "Пётр Ильин") -> Citizen:
    """An author with a phone."""
    return Citizen.objects.create(full_name=name, phone="+7 900 000-00-00", mark=f"phone:{uuid4()}")
