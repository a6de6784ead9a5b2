"""Every page and every API call, as every role: who may open what, and whose rows are behind it."""

import uuid
from itertools import product

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from otklik.appeals.models import Event, Question
from otklik.facts.models import Fact
from otklik.flow.desks import desk, together
from otklik.offices.models import Body
from otklik.offices.rules import ROLES, Verb
from tests.region import AT, ROADS, RUBBISH, TOWN, VILLAGE, person, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]
ANYONE, KEY = "anyone", "key"
# The verb that opens each address; an address that is not here fails the test below.
PAGES: dict[str, Verb | str] = {
    "openapi-json": ANYONE, "api-root": ANYONE, "login": ANYONE, "logout": ANYONE,
    "give_letter": KEY, "give_letters": KEY, "letter_state": KEY,
    "give_verdict": KEY,
    "questions": Verb.READ, "question": Verb.READ,
    "feed": Verb.READ, "feed-rows": Verb.READ, "feed-newer": Verb.READ, "feed-filter": Verb.READ,
    "feed-alarm": Verb.READ,
    "feed-bulk": Verb.BULK, "view-keep": Verb.READ, "view-drop": Verb.READ, "find-topics": Verb.READ,
    "find-territories": Verb.READ, "find-bodies": Verb.READ, "card": Verb.READ, "card-personal": Verb.UNMASK,
    "card-similar": Verb.READ, "card-split": Verb.DECIDE,
    "card-act": Verb.READ, "undo": Verb.READ, "letter": Verb.OPERATE,
    "mine": Verb.WORK, "mine-rows": Verb.WORK, "mine-question": Verb.WORK, "mine-autosave": Verb.WORK,
    "mine-lease": Verb.WORK, "mine-margin": Verb.WORK, "mine-blanks": Verb.WORK, "mine-borrow": Verb.WORK,
    "mine-files": Verb.WORK, "mine-versions": Verb.WORK, "mine-restore": Verb.WORK, "mine-aside": Verb.WORK,
    "mine-part": Verb.WORK, "mine-act": Verb.WORK,
    "groups": Verb.READ, "group-new": Verb.ROUTE, "group": Verb.READ, "group-change": Verb.READ,
    "group-act": Verb.READ, "disputes": Verb.READ,
    "approvals": Verb.READ, "approval": Verb.READ, "approval-act": Verb.READ, "approvals-bulk": Verb.READ,
    "answer-recall": Verb.READ,
    "quarantine": Verb.QUARANTINE, "quarantine-retry": Verb.QUARANTINE, "quarantine-raw": Verb.QUARANTINE,
    "control": Verb.READ, "control-act": Verb.READ, "control-risk": Verb.READ, "control-risk-limit": Verb.SETTINGS,
    "control-promises": Verb.READ, "control-promises-act": Verb.WORK,
    "control-calendar": Verb.READ, "control-calendar-renew": Verb.READ, "control-ics": ANYONE,
    "outgoing": Verb.READ, "outgoing-export": Verb.READ, "outgoing-new": Verb.WORK, "outgoing-act": Verb.WORK,
    "outgoing-act-group": Verb.READ, "outgoing-letter": Verb.READ, "outgoing-annul": Verb.WORK,
    "outgoing-file": Verb.UNMASK,
    "attachment": Verb.READ, "attachment-remove": Verb.READ,
    "gallery": Verb.SETTINGS, "settings_people": Verb.PEOPLE, "settings_person": Verb.PEOPLE,
    "settings_person_new": Verb.PEOPLE, "quality_use": Verb.SETTINGS, "quality_version_use": Verb.SETTINGS,
    "notices": Verb.READ, "notices_read": Verb.READ, "notice_read": Verb.READ, "notices_log": Verb.READ,
    "absence": Verb.READ, "absence_drop": Verb.READ,
    "settings_people_absences": Verb.PEOPLE, "settings_people_absence_drop": Verb.PEOPLE,
    "citizen": ANYONE, "citizen-rate": ANYONE, "citizen-tell": ANYONE, "citizen-file": ANYONE,
    "form": ANYONE, "form-topics": ANYONE, "form-borders": ANYONE, "form-accepted": ANYONE, "form-sent": ANYONE,
    "verdicts": Verb.READ, "verdicts_link": Verb.OPERATE,
    "dispatches": Verb.READ, "dispatch": Verb.READ, "dispatch-act": Verb.WORK, "dispatches-all": Verb.WORK,
    "dispatch-files": Verb.WORK, "dispatch-files-make": Verb.WORK, "dispatch-files-settle": Verb.WORK,
    "dispatch-files-download": Verb.WORK,
    "head": Verb.ANALYSE, "head-rows": Verb.ANALYSE, "body-passports": Verb.ANALYSE, "body-passport": Verb.ANALYSE,
    "place-passports": Verb.ANALYSE, "place-passport": Verb.ANALYSE,
    "slices": Verb.ANALYSE, "slice-rows": Verb.ANALYSE, "slice-export": Verb.ANALYSE, "slice-keep": Verb.ANALYSE,
    "slices-kept": Verb.ANALYSE, "slice-kept": Verb.ANALYSE, "slice-kept-act": Verb.ANALYSE,
    "slices-board": Verb.ANALYSE, "indicators": Verb.ANALYSE,
    "ranking-formula-edit": Verb.SETTINGS,
    "marking": Verb.DECIDE, "marking_topics": Verb.DECIDE, "marking_keep": Verb.DECIDE,
}  # fmt: skip
PREFIXES = {
    "import": Verb.IMPORT, "quality": Verb.ANALYSE, "settings": Verb.SETTINGS, "satisfaction": Verb.ANALYSE,
    "ranking": Verb.ANALYSE,
    "survey": Verb.SURVEY, "talk": Verb.SURVEY, "map": Verb.ANALYSE, "load": Verb.ANALYSE,
}  # fmt: skip
SAMPLES = {
    "dispatch_id": 1, "manifest_id": 1,
    "approval_id": 1, "answer_id": 1,
    "notice_id": 1, "absence_id": 1, "question_id": 1, "group_id": 1, "letter_id": 1, "view_id": 1, "draft_id": 1,
    "slice_id": 1, "survey_id": 1, "talk_id": 1, "name_id": 1, "import_id": 1, "person_id": 1,
    "rule_id": 1, "year": 2026,
    "file_id": 1, "letter_no": 1, "form": "docx",
    "token": "x", "act_id": uuid.UUID(int=1), "code": "roads", "verb": "topic",
    "kind": "body", "written": "2026-11-21", "marking_id": 1, "number": 1, "aside_id": 1, "part_id": 1,
}  # fmt: skip
REACHES = {
    "everywhere": {},
    "a body": {"body": "roads"},
    "a territory": {"territory": TOWN},
    "a topic": {"topic": "im.12"},
    "a body in a territory": {"body": "waste", "territory": VILLAGE},
}


def patterns(resolver: URLResolver | None = None, before: str = "/") -> dict[str, tuple[str, dict[str, object]]]:
    """Every address: its name, its route, sample arguments."""
    found: dict[str, tuple[str, dict[str, object]]] = {}
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            found |= patterns(one, route)
        elif isinstance(one, URLPattern):
            found[str(one.name)] = (route, dict.fromkeys(one.pattern.converters))
    return found


def address(route: str) -> str:
    for name, sample in SAMPLES.items():
        for kind in ("int:", "slug:", "str:", "uuid:", ""):
            route = route.replace(f"<{kind}{name}>", str(sample))
    return route


def verb_of(name: str) -> Verb | str | None:
    return PAGES.get(name) or next((verb for prefix, verb in PREFIXES.items() if name.startswith(prefix)), None)


def client(role: str, **reach: str) -> Client:
    browser = Client()
    browser.force_login(person(f"{role}-{len(reach)}", role, **reach))
    return browser


def test_every_address_says_who_may_open_it() -> None:
    assert [name for name in patterns() if verb_of(name) is None] == []


@pytest.mark.parametrize("role", [*ROLES, ""])
def test_a_role_opens_what_its_verbs_open_and_nothing_else(role: str) -> None:
    browser = client(role) if role else Client()
    verbs = ROLES[role].verbs if role else frozenset()
    wrong = []
    for name, (route, _) in patterns().items():
        verb = verb_of(name)
        if name == "logout":
            # Tried by itself: it would end the session in which the rest is tried.
            continue
        for method in (browser.get, browser.post):
            status = method(address(route)).status_code
            is_shut = status in (401, 403) or (status == 302 and not role)
            may = verb == ANYONE or verb in verbs
            # A page opened by right may still answer 404, 405 or 422 to a bare call; never 500.
            if status >= 500 or (is_shut == may and status != 405):
                wrong.append((name, method.__name__, status))
    assert wrong == []


@pytest.fixture
def questions() -> dict[str, Question]:
    roads, rubbish = "Дороги", "Мусор/Свалки/ТКО"
    made = [
        *send(ROADS, topic=roads, territory=TOWN),
        *send(RUBBISH, topic=rubbish, territory=TOWN),
        *send(RUBBISH + "!", topic=rubbish, territory=VILLAGE),
        *send("Ъыъ"),
    ]
    return dict(zip(("roads in town", "rubbish in town", "rubbish in village", "unclear"), made, strict=True))


SEEN = {
    "everywhere": {"roads in town", "rubbish in town", "rubbish in village", "unclear"},
    "a body": {"roads in town"},
    "a territory": {"roads in town", "rubbish in town"},
    "a topic": {"rubbish in town", "rubbish in village"},
    "a body in a territory": {"rubbish in village"},
}


@pytest.mark.parametrize("reach", REACHES)
@pytest.mark.parametrize("role", [code for code, role in ROLES.items() if Verb.READ in role.verbs])
def test_a_person_sees_the_rows_of_the_scope_on_every_door(
    role: str, reach: str, questions: dict[str, Question]
) -> None:
    browser = client(role, **REACHES[reach])
    visible = {questions[name].pk for name in SEEN[reach]}
    listed = {row["id"] for row in browser.get("/api/v1/questions").json()["questions"]}
    page = browser.get("/").content.decode()
    on_page = {question.pk for question in questions.values() if f"/questions/{question.pk}/" in page}
    cards = {
        question.pk for question in questions.values() if browser.get(f"/questions/{question.pk}/").status_code == 200
    }
    calls = {pk for pk in _ids(questions) if browser.get(f"/api/v1/questions/{pk}").status_code == 200}
    assert (listed, on_page, cards, calls) == (visible, visible, visible, visible)


@pytest.mark.parametrize(("role", "reach"), list(product(ROLES, REACHES)))
def test_a_person_changes_only_what_role_and_scope_allow(role: str, reach: str, questions: dict[str, Question]) -> None:
    someone = person("someone", role, **REACHES[reach])
    verbs = ROLES[role].verbs
    for verb, act, asked in (
        (Verb.DECIDE, desk.decide, {"topic_code": "im.05.11"}),
        (Verb.ROUTE, desk.send, {"body_code": "duty"}),
        (Verb.WORK, desk.finish, {"result": "сделано"}),
    ):
        before = Event.objects.count()
        changed = {pk for pk in _ids(questions) if act(question_ids=[pk], by=someone, at=AT, **asked).changed}
        if verb not in verbs:
            assert (changed, Event.objects.count()) == (set(), before)
        else:
            assert changed <= _ids(questions)
            assert bool(changed) or reach != "everywhere"
    for question in (questions[name] for name in set(questions) - SEEN[reach]):
        assert not Event.objects.filter(question=question, by=someone).exists()


def test_a_chief_body_reaches_the_bodies_below_it(questions: dict[str, Question]) -> None:
    duty = Body.objects.get(code="duty")
    Body.objects.filter(code__in=("roads", "waste")).update(parent=duty)
    listed = client("executor", body="duty").get("/api/v1/questions").json()["questions"]
    assert {row["id"] for row in listed} == _ids(questions) - {questions["unclear"].pk}


def test_a_co_executor_reads_on_every_door_and_acts_on_none(questions: dict[str, Question]) -> None:
    question, moderator = questions["roads in town"], person("moder", "moderator")
    browser = client("executor", body="waste")
    together.invite(question_ids=[question.pk], body_code="waste", by=moderator, at=AT)
    assert question.pk in {row["id"] for row in browser.get("/api/v1/questions").json()["questions"]}
    assert f"/questions/{question.pk}/" in browser.get("/").content.decode()
    card = browser.get(f"/questions/{question.pk}/")
    assert "соисполнитель" in card.content.decode()
    assert "Вернуть: не наш" not in card.content.decode()
    assert browser.get(f"/api/v1/questions/{question.pk}").status_code == 200
    before = Event.objects.count()
    form = {"result": "сделано", "reason": "territory", "day": "2026-12-30"}
    for verb in ("finish", "hand-back", "take", "promise"):
        browser.post(f"/questions/{question.pk}/{verb}/", form)
    assert Event.objects.count() == before


def test_a_person_switched_off_sees_nothing(questions: dict[str, Question]) -> None:
    browser = client("moderator")
    someone = person("moderator-0", "moderator")
    someone.is_active = False
    someone.save()
    assert browser.get("/").status_code == 302
    assert Fact.objects.exists()


def _ids(questions: dict[str, Question]) -> set[int]:
    return {question.pk for question in questions.values()}
