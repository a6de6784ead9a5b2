"""«Контроль»: every figure equals the feed behind it; days begin where people live; one click for many."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from icalendar import Calendar

from otklik.appeals.models import Question
from otklik.deadlines import clocks
from otklik.deadlines.models import Clock, RiskLimit
from otklik.facts import actions as facts_actions
from otklik.facts import board, queries
from otklik.facts.models import Fact
from otklik.facts.rules import FeedFilter
from otklik.flow.desks import desk
from otklik.offices.models import Person
from otklik.offices.queries import scope
from otklik.reference.models import Territory
from otklik.screens.control.board import load
from otklik.screens.operator import filters
from tests import region
from tests.region import AT, ROADS, RUBBISH, TOWN, VILLAGE, person, send

pytestmark = pytest.mark.django_db
SCOPES = {
    "everywhere": {}, "a body": {"body": "roads"}, "a territory": {"territory": TOWN}, "a topic": {"topic": "im.12"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _founded(db: None) -> None:
    region.found()


@pytest.fixture
def questions() -> list[Question]:
    """Twelve questions of two bodies in two towns, whose terms end from yesterday to the day after tomorrow."""
    made = []
    for number in range(12):
        text, topic = ((ROADS, "Дороги"), (RUBBISH, "Мусор/Свалки/ТКО"))[number % 2]
        made += send(f"{text} {number}", topic=topic, territory=(TOWN, VILLAGE)[number // 6], at=AT)
    for number, question in enumerate(made):
        due = AT + timedelta(hours=-20 + 7 * number)
        Clock.objects.filter(question=question).update(due_at=due, warn_at=due - timedelta(hours=5))
    moderator = person("boss", "moderator")
    clocks.promise(made[0].pk, due_at=AT + timedelta(hours=4), at=AT)
    clocks.promise(made[3].pk, due_at=AT + timedelta(days=9), at=AT)
    desk.finish(question_ids=[made[3].pk, made[4].pk], result="сделано", by=moderator, at=AT + timedelta(hours=1))
    facts_actions.refresh_now([question.pk for question in made])
    return made


def two_zones() -> None:
    Territory.objects.filter(code=VILLAGE).update(time_zone="Asia/Vladivostok")


@pytest.mark.parametrize("zones", [1, 2])
@pytest.mark.parametrize("axis", board.AXES)
@pytest.mark.parametrize("within", SCOPES)
def test_every_figure_is_the_number_of_rows_in_its_feed(
    within: str, axis: str, zones: int, questions: list[Question]
) -> None:
    if zones == 2:
        two_zones()
    own = scope(person("viewer", "block_head", **SCOPES[within]))
    # Two hours around the midnight of Vladivostok.
    for now in (AT.replace(hour=13), AT.replace(hour=15)):
        screen = load(own, FeedFilter(), axis, now=now)
        assert screen.rows
        for row in (screen.total, *screen.rows):
            for cell in (row.open, *row.cells, row.missed):
                wanted = filters.read_kept(cell.href.partition("?")[2])
                assert queries.count(own, wanted, now=now) == cell.count, (row.title, cell.name)


def test_the_rows_add_up_to_the_total(questions: list[Question]) -> None:
    screen = load(scope(person("viewer", "block_head")), FeedFilter(), "territory", now=AT)
    for number, cell in enumerate(screen.total.cells):
        assert cell.count == sum(row.cells[number].count for row in screen.rows)
    assert screen.total.cells[0].count, "nothing is late: the fixture proves nothing"


def test_today_ends_at_midnight_where_the_question_is(questions: list[Question]) -> None:
    two_zones()
    own = scope(person("viewer", "block_head"))
    # 19:00 in Moscow, two in the morning of the next day in Vladivostok.
    due = AT.replace(hour=16)
    Fact.objects.filter(is_open=True).update(due_at=due)
    now = AT.replace(hour=13)
    # In Moscow it is 16:00, the term is today; in Vladivostok it is 23:00, the term is tomorrow.
    today = queries.feed(own, FeedFilter(term="today"), after=None, limit=50, now=now).rows
    tomorrow = queries.feed(own, FeedFilter(term="tomorrow"), after=None, limit=50, now=now).rows
    assert {row.territory_code for row in today} == {TOWN}
    assert {row.territory_code for row in tomorrow} == {VILLAGE}


def test_what_waits_for_the_author_owes_nothing_and_is_not_late(questions: list[Question]) -> None:
    Clock.objects.filter(question=questions[5]).update(paused_at=AT)
    facts_actions.refresh_now([questions[5].pk])
    fact = Fact.objects.get(pk=questions[5].pk)
    assert (fact.due_at, fact.paused_at) == (None, AT)


def test_a_promise_outlives_the_answer(questions: list[Question]) -> None:
    fact = Fact.objects.get(pk=questions[3].pk)
    assert (fact.is_open, fact.due_at) == (False, None)
    assert fact.promise_due_at == AT + timedelta(days=9)
    assert fact.is_answered_late is (fact.answer_done_at > fact.answer_due_at)


def test_facts_of_terms_made_from_scratch_are_the_same(questions: list[Question]) -> None:
    kept = list(Fact.objects.order_by("pk").values())
    facts_actions.rebuild()
    assert list(Fact.objects.order_by("pk").values()) == kept


def test_the_chance_from_which_a_person_warns_moves_the_risk(questions: list[Question]) -> None:
    own = scope(person("viewer", "block_head"))
    Fact.objects.filter(is_open=True).update(risk=0.4, warn_at=AT + timedelta(days=40), due_at=AT + timedelta(days=50))
    assert queries.count(own, FeedFilter(term="risk"), now=AT) == 0
    RiskLimit.objects.create(chance=0.3, at=AT)
    assert queries.count(own, FeedFilter(term="risk"), now=AT) == 10


def browser(someone: Person) -> Client:
    client = Client()
    client.force_login(someone)
    return client


@pytest.mark.parametrize("path", ["/control/", "/control/?by=territory", "/control/risk/", "/control/calendar/"])
@pytest.mark.parametrize("role", ["head", "curator", "executor", "block_head"])
def test_its_pages_open_to_who_reads(role: str, path: str, questions: list[Question]) -> None:
    assert browser(person("someone", role)).get(path).status_code == 200


def test_a_swap_is_the_table_of_the_fresh_page(questions: list[Question]) -> None:
    client = browser(person("viewer", "curator"))
    whole = client.get("/control/?by=body").content.decode()
    part = client.get("/control/?by=body", HTTP_HX_REQUEST="true").content.decode()
    assert "<html" not in part
    assert figures(part) == figures(whole)


def figures(page: str) -> list[str]:
    return re.findall(r'href="/\?[^"]*">[^<]+', unescape(page))


def test_one_click_reminds_of_what_a_column_counts_in_marked_rows(questions: list[Question]) -> None:
    person("worker", "executor", body="roads")
    client = browser(person("viewer", "curator"))
    before = load(scope(Person.objects.get(login="viewer")), FeedFilter(), "body", now=AT)
    assert [row.key for row in before.rows]
    asked = {
        "verb": "remind",
        "by": "body",
        "row": ["roads"],
        "column": "late",
        "back": "/control/?by=body",
        "from": "",
    }
    page = client.post("/control/act/", asked, follow=True).content.decode()
    assert "Напомнили" in page


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/control/..//evil.example", "\\evil"])
def test_an_act_goes_back_only_to_control(back: str, questions: list[Question]) -> None:
    client = browser(person("viewer", "curator"))
    answer = client.post("/control/act/", {"verb": "remind", "back": back})
    assert answer.headers["Location"] == "/control/"


def test_many_terms_are_extended_with_one_reason(questions: list[Question]) -> None:
    client = browser(person("viewer", "block_head"))
    asked = {"verb": "extend", "mark": [str(questions[10].pk)], "back": "/control/risk/"}
    assert "На сколько календарных дней" in client.post("/control/act/", asked).content.decode()
    page = client.post("/control/act/", asked | {"sure": "1", "days": "5", "reason": "нет такой", "words": "ждём"})
    assert page.status_code == 422


def test_a_calendar_program_reads_the_terms_of_its_owner_alone(questions: list[Question]) -> None:
    client = browser(person("worker", "executor", body="roads"))
    page = client.post("/control/calendar/renew/").content.decode()
    address = re.search(r"/control/calendar/[\w-]+\.ics", page)
    assert address
    Fact.objects.filter(is_open=True).update(due_at=AT + timedelta(days=3650))
    answer = Client().get(address[0])
    assert answer["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    own = {question.pk for question in questions if question.body.code == "roads" and question.state != "closed"}
    assert {int(str(event["uid"]).partition("-")[0]) for event in events} >= own - {questions[4].pk}
    assert "Лесной" not in answer.content.decode(), "a calendar holds no words of the letter"
    assert all(event.decoded("dtend") > event.decoded("dtstart") for event in events)


def test_a_new_address_shuts_the_old_one() -> None:
    client = browser(person("worker", "executor", body="roads"))
    old, new = (
        re.search(r"/control/calendar/[\w-]+\.ics", client.post("/control/calendar/renew/").content.decode())[0]
        for _ in range(2)
    )
    assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)


def test_a_person_switched_off_has_no_calendar() -> None:
    someone = person("worker", "executor", body="roads")
    page = browser(someone).post("/control/calendar/renew/").content.decode()
    address = re.search(r"/control/calendar/[\w-]+\.ics", page)[0]
    Person.objects.filter(pk=someone.pk).update(is_active=False)
    assert Client().get(address).status_code == 404
