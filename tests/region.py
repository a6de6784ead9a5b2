"""A small region for tests of several rooms: topics, bodies, people, letters through the real line."""

import json
from datetime import UTC, datetime

from otklik.appeals.models import Question
from otklik.flow import founding, run
from otklik.intake import actions as intake
from otklik.offices import actions as offices
from otklik.offices.actions import BodyDraft, GrantDraft
from otklik.offices.models import Person
from otklik.reference.models import Territory
from otklik.routing import actions as routing

AT = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
TOWN, VILLAGE = "99701000", "99620000"
ROADS = "Яма на дороге по улице Лесной, машины объезжают по тротуару, сделайте ремонт дороги"
RUBBISH = "Третью неделю не вывозят мусор с контейнерной площадки во дворе, баки переполнены"
UNCLEAR = "Ъыъ"


def found() -> None:
    """Reference data, two towns, three bodies, a fallback rule; nobody yet."""
    founding.lay_foundation(at=AT)
    for code, name in ((TOWN, "Заречинск"), (VILLAGE, "Дальний округ")):
        Territory.objects.create(code=code, name=name, kind=Territory.Kind.MUNICIPALITY)
    for code, name in (("roads", "Управление дорог"), ("waste", "Оператор отходов"), ("duty", "Дежурный центра")):
        offices.save_body(BodyDraft(code, name), by=None, at=AT)
    for topic, body in (("im.05", "roads"), ("im.12", "waste"), ("", "duty")):
        draft = routing.RuleDraft(body_code=body, valid_from=AT.date().replace(year=2020), topic_code=topic)
        routing.save_rule(draft, by=None, at=AT)


def person(login: str, role: str, *, body: str = "", territory: str = "", topic: str = "") -> Person:
    """Somebody with one grant; the password is the login and ten ones."""
    return offices.save_person(
        login=login, full_name=login.title(), position="", body_code=body, email="", is_active=True,
        password=f"{login}1111111111", grants=[GrantDraft(role, body, territory, topic)], by=None, at=AT,
    )  # fmt: skip


def letter(text: str, outside_id: str = "", **fields: object) -> bytes:
    """The JSON of a letter for the `api` and `operator` channels."""
    return json.dumps({"id": outside_id, "text": text, **fields}, ensure_ascii=False).encode()


def send(*texts: str, at: datetime = AT, **fields: object) -> list[Question]:
    """Letters sent, read and walked to where they stop; their questions in order."""
    known = set(Question.objects.values_list("pk", flat=True))
    raws = [letter(text, f"{at.timestamp()}-{len(known)}-{number}", **fields) for number, text in enumerate(texts)]
    intake.accept_batch(channel="api", raws=raws, source=None, at=at)
    run.drain(now=lambda: at)
    return list(Question.objects.exclude(pk__in=known).select_related("appeal", "topic", "body").order_by("pk"))
