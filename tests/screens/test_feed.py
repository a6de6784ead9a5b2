"""«Лента»: filters, scopes, pages, arrivals, kept views, changes of many."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from otklik.appeals.models import Question
from otklik.offices.models import SavedView
from otklik.screens.operator import feed
from tests.factories import NOON, a_body, a_person, a_question, a_territory, a_waiting_feed, some_topics

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true"}


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(a_person())
    return client


def ids(page) -> list[int]:
    return [int(found) for found in re.findall(r'<li id="q(\d+)"', page.content.decode())]


def test_the_feed_shows_the_newest_first(operator):
    old = a_question("старый", received_at=NOON)
    new = a_question("новый", received_at=NOON + timedelta(hours=1))
    assert ids(operator.get("/")) == [new.pk, old.pk]


def test_a_page_takes_few_queries_however_many_rows(operator, django_assert_max_num_queries):
    body, topics = a_body(), some_topics()
    for _ in range(20):
        a_question(body=body, topic=topics["im.05.01"], territory=None, due_at=NOON)
    with django_assert_max_num_queries(18):
        assert operator.get("/?body=roads&topic=im.05").status_code == 200


def test_an_executor_sees_only_the_own_body(client, django_assert_max_num_queries):
    own, other = a_body(), a_body("zhkh", "Служба ЖКХ")
    mine, theirs = a_question(body=own), a_question(body=other)
    client.force_login(a_person(role="executor", body=own))
    with django_assert_max_num_queries(18):
        page = client.get("/")
    assert ids(page) == [mine.pk]
    assert client.get(reverse("card", args=(theirs.pk,))).status_code == 404


@pytest.mark.parametrize(
    ("query", "kept", "why"),
    [
        ("topic=im.05", "sent", "a group holds its themes"),
        ("territory=57701000", "sent", "the territory of the question"),
        ("body=roads", "sent", "the body by its code"),
        ("block=b-roads", "sent", "the block of the body"),
        ("waits_for=triage", "waits", "the desk it waits on"),
        ("state=new", "waits", "the state"),
        ("term=late", "sent", "its term is past"),
        ("decided_by=machine", "sent", "who decided"),
        ("channel=incident&state=sent", "sent", "the channel with another part"),
        ("words=ямы", "sent", "words in any form"),
    ],
)
def test_a_filter_keeps_what_it_says(operator, query, kept, why):
    topics = some_topics()
    questions = {
        "sent": a_question(
            "Глубокая яма", body=a_body(), topic=topics["im.05.01"], territory=a_territory(), due_at=NOON - timedelta(9)
        ),
        "waits": a_question("Холодно в школе", waits_for="triage"),
    }
    assert ids(operator.get(f"/?{query}")) == [questions[kept].pk], why


def test_a_number_in_the_search_finds_the_question(operator):
    a_question()
    wanted = a_question()
    assert ids(operator.get(f"/?words=№ {wanted.pk}")) == [wanted.pk]


def test_chips_say_the_filter_and_lead_to_the_rest_of_it(operator):
    a_body()
    a_territory()
    page = operator.get("/?waits_for=triage&territory=57701000").content.decode()
    assert "<span>Заречный район</span>" in page
    assert 'href="/?waits_for=triage"' in page


@pytest.mark.parametrize(
    "query",
    ["after=nonsense", "after=1e400-5", "term=someday", "state=<b>", "waits_for=nobody", "decided_by=cat"],
)
def test_an_address_edited_by_hand_is_told_and_not_a_crash(operator, query):
    page = operator.get(f"/?{query}")
    assert page.status_code == 400
    assert 'role="alert"' in page.content.decode()


@pytest.mark.parametrize("query", ["words=%00", "body=none", "topic=im.99", "territory=x", "words=%22%27)%20OR"])
def test_a_filter_that_finds_nothing_says_what_to_do(operator, query):
    a_question()
    page = operator.get(f"/?{query}")
    assert page.status_code == 200
    assert "ничего не подошло" in page.content.decode() or query == "words=%00"


def test_further_rows_by_htmx_and_by_a_plain_link_are_the_same(operator, monkeypatch):
    monkeypatch.setattr(feed, "PAGE", 2)
    questions = [a_question() for _ in range(5)][::-1]
    first = operator.get("/")
    more = re.search(r'hx-get="/feed/rows/\?([^"]+)"', first.content.decode())[1].replace("&amp;", "&")
    by_htmx, by_link = operator.get(f"/feed/rows/?{more}", headers=HX), operator.get(f"/?{more}")
    assert ids(first) == [questions[0].pk, questions[1].pk]
    assert ids(by_htmx) == ids(by_link) == [questions[2].pk, questions[3].pk]


def test_arrivals_are_counted_and_never_put_into_the_list(operator):
    a_question(received_at=NOON)
    page = operator.get("/").content.decode()
    poll = re.search(r'id="newer" hx-get="([^"]+)"', page)[1].replace("&amp;", "&")
    assert operator.get(poll, headers=HX).status_code == 204
    a_question(received_at=NOON + timedelta(minutes=1))
    assert "1 новый — показать" in operator.get(poll, headers=HX).content.decode()


def test_views_count_what_waits(operator):
    a_waiting_feed(3)
    page = operator.get("/").content.decode()
    assert re.search(r'waits_for=triage"[^>]*>.*?<b class="view-count">3</b>', page, re.DOTALL)


def test_a_view_is_kept_under_a_name_and_dropped(operator):
    page = operator.post("/feed/views/", {"from": "term=late&body=&junk=1", "name": "Горит"}, follow=True)
    assert "Мои виды" in page.content.decode()
    view = SavedView.objects.get()
    assert view.query == "term=late"
    operator.post(f"/feed/views/{view.pk}/drop/", {"from": ""})
    assert not SavedView.objects.exists()


def test_a_view_without_a_name_is_refused_in_words(operator):
    page = operator.post("/feed/views/", {"from": "", "name": " "}, follow=True)
    assert "Имя вида пусто" in page.content.decode()


def test_the_filter_form_is_a_page_and_a_piece(operator):
    some_topics()
    alone, piece = operator.get("/feed/filter/?topic=im.05"), operator.get("/feed/filter/?topic=im.05", headers=HX)
    assert "<html" in alone.content.decode()
    assert "<html" not in piece.content.decode()
    assert 'value="im.05" selected' in piece.content.decode()


def test_many_are_changed_at_once_and_undone_whole(operator):
    questions = a_waiting_feed(3)
    marks = [f"{question.pk}:{question.version}" for question in questions[:2]]
    asked = operator.post("/feed/bulk/", {"verb": "decide", "mark": marks, "from": "waits_for=triage"})
    assert "2 вопроса" in asked.content.decode()
    sure = {"verb": "decide", "mark": marks, "from": "waits_for=triage", "sure": "1", "topic_words": "снега"}
    done = operator.post("/feed/bulk/", sure, follow=True)
    assert ids(done) == [questions[2].pk]
    undo = re.search(r'action="(/acts/[^"]+/undo/)"', done.content.decode())[1]
    undone = operator.post(undo, {"from": "waits_for=triage"}, follow=True)
    assert ids(undone) == [question.pk for question in questions]


def test_marks_edited_by_hand_are_left_out(operator):
    page = operator.post("/feed/bulk/", {"verb": "decide", "mark": ["x", "1", "1:²", "9" * 30 + ":1"]}, follow=True)
    assert "Ни один вопрос не отмечен" in page.content.decode()


def test_many_out_of_scope_are_left_as_they_are(client):
    own, other = a_body(), a_body("zhkh", "Служба ЖКХ")
    theirs = a_question(body=other)
    client.force_login(a_person(role="block_head", body=own))
    sure = {"verb": "reject", "mark": [f"{theirs.pk}:1"], "sure": "1", "reason": "не наш"}
    page = client.post("/feed/bulk/", sure, follow=True)
    assert "Без изменений: 1" in page.content.decode()
    assert Question.objects.get(pk=theirs.pk).state == "sent"


def test_a_reader_has_no_bulk(client):
    client.force_login(a_person(role="analyst"))
    a_question()
    assert "row-mark" not in client.get("/").content.decode()
    assert client.post("/feed/bulk/", {"verb": "decide"}).status_code == 403


@pytest.mark.parametrize(
    ("typed", "found"), [("ЯМ", "Ямы на дорогах"), ("дороги свет", ""), ("дороги освещ", "Освещение улиц")]
)
def test_a_topic_is_found_by_parts_of_words(operator, typed, found):
    some_topics()
    page = operator.get("/find/topics/", {"topic_words": typed}, headers=HX).content.decode()
    assert (found in page) if found else ("Ничего не подошло" in page)
