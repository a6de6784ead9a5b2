"""«Карточка»: what it shows, changes from it, what comes next, personal data."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from otklik.appeals.models import Appeal, Question
from otklik.citizens.models import Unmasking
from otklik.screens.operator.cards import Piece, pieces
from tests.factories import a_body, a_citizen, a_person, a_question, a_territory, a_waiting_feed, some_topics

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true"}
WAITING = "waits_for=triage"


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(a_person())
    return client


def address(question: Question, verb: str = "") -> str:
    return reverse("card-act", args=(question.pk, verb)) if verb else reverse("card", args=(question.pk,))


def take(client: Client, question: Question, headers=None, **more: object):
    form = {"topic": "im.05.01", "rank": "1", "version": question.version, "from": WAITING} | more
    return client.post(address(question, "decide"), form, headers=headers)


def rows_of(page) -> list[str]:
    return re.findall(r'<li id="q(\d+)"', page.content.decode())


def test_the_card_says_why_it_waits_what_is_proposed_and_by_which_words(operator, django_assert_max_num_queries):
    question = a_waiting_feed(1)[0]
    with django_assert_max_num_queries(30):
        page = operator.get(address(question)).content.decode()
    assert "Уверенность 62 % ниже порога 80 %" in page
    assert page.count('data-take="theme-') == 3
    assert "колесо" in page


def test_the_card_tells_terms_with_policy_and_act(operator):
    question = a_question(body=a_body(), due_at=timezone.now() + timedelta(hours=3, minutes=5))
    page = operator.get(address(question)).content.decode()
    assert "через 3 ч" in page
    assert "Распоряжение, п. 3" in page
    assert "Правило: тема «Дороги»" in page


def test_beside_the_feed_the_card_has_no_frame(operator):
    question = a_waiting_feed(1)[0]
    page = operator.get(address(question), {"from": WAITING}, headers=HX)
    assert "<html" not in page.content.decode()
    assert "HX-Request" in page.headers["Vary"]


@pytest.mark.parametrize(
    ("text", "place", "cut"),
    [
        ("яма на Лесной, 5", "лесной, 5", ["", "place"]),
        ("пишет [НОМЕР АВТО] снова", "", ["", "mask", ""]),
        ("a+b", "(", [""]),
        ("ждём с 5 марта 2026 и 01.02.26", "", ["", "date", "", "date"]),
        ("дом 12.5, кв. 7", "", [""]),
    ],
)
def test_the_place_and_the_masks_stand_out_in_the_text(text, place, cut):
    found = pieces(text, place)
    assert [piece.kind for piece in found] == cut
    assert "".join(piece.text for piece in found) == text
    assert isinstance(found[0], Piece)


def test_a_taken_theme_brings_the_next_question_of_the_view(operator):
    first, second, _ = a_waiting_feed(3)
    answer = take(operator, first)
    assert answer.url.startswith(address(second))
    first.refresh_from_db()
    assert (first.topic.code, first.decided_by) == ("im.05.01", "person")


def test_after_an_htmx_swap_the_page_is_as_a_fresh_one(operator):
    first, second, third = a_waiting_feed(3)
    swap = take(operator, first, headers=HX)
    text = swap.content.decode()
    assert f'data-question="{second.pk}"' in text
    assert f'<div id="q{first.pk}" hx-swap-oob="delete">' in text
    assert f'"id": {second.pk}' in swap.headers["HX-Trigger-After-Settle"]
    fresh = operator.get(f"/?{WAITING}")
    assert rows_of(fresh) == [str(second.pk), str(third.pk)]
    told = re.compile(r'<nav id="views".*?</nav>', re.DOTALL)
    assert told.search(text)[0].replace(' hx-swap-oob="true"', "") == told.search(fresh.content.decode())[0]


def test_a_row_that_stays_in_the_list_is_swapped_as_a_fresh_one(operator):
    first = a_waiting_feed(2)[0]
    swap = take(operator, first, headers=HX, **{"from": ""}).content.decode()
    line = re.compile(rf'<li id="q{first.pk}".*?</li>', re.DOTALL)
    fresh = operator.get("/").content.decode()
    assert line.search(swap)[0].replace(' hx-swap-oob="true"', "") == line.search(fresh)[0]
    assert f'data-question="{first.pk}"' in swap


def test_the_last_question_of_a_view_ends_in_all_done(operator):
    only = a_waiting_feed(1)[0]
    assert "всё разобрано" in take(operator, only, headers=HX).content.decode()


def test_a_stale_page_is_refused_with_what_changed_and_the_choice_is_kept(operator):
    question = a_waiting_feed(1)[0]
    take(operator, question, topic="im.05.02")
    page = take(operator, question)
    text = page.content.decode()
    assert page.status_code == 409
    assert "изменён, пока страница была открыта" in text
    assert "Уборка снега" in text
    assert '<input type="hidden" name="topic" value="im.05.01">' in text
    repeated = Question.objects.get(pk=question.pk)
    take(operator, repeated)
    assert Question.objects.get(pk=question.pk).topic.code == "im.05.01"


def test_an_unknown_topic_is_told_and_what_was_typed_stays(operator):
    question = a_waiting_feed(1)[0]
    page = take(operator, question, topic="", topic_words="космодром")
    assert page.status_code == 422
    assert "«космодром» не найдена" in page.content.decode()
    assert 'value="космодром"' in page.content.decode()


def test_sending_to_a_body_by_its_name_without_javascript(operator):
    question = a_waiting_feed(1)[0]
    operator.post(address(question, "send"), {"body_words": "министерство дорог", "why": "дорога областная"})
    question.refresh_from_db()
    assert question.body.code == "roads"
    assert "дорога областная" in operator.get(address(question)).content.decode()


def test_a_place_is_set(operator):
    question, place = a_waiting_feed(1)[0], a_territory()
    operator.post(address(question, "place"), {"territory": place.code, "place": "Лесная, 5"})
    question.refresh_from_db()
    assert (question.territory, question.place) == (place, "Лесная, 5")


def test_refusing_needs_a_reason(operator):
    question = a_waiting_feed(1)[0]
    assert operator.post(address(question, "reject"), {"reason": " "}).status_code == 422
    operator.post(address(question, "reject"), {"reason": "реклама"})
    assert Question.objects.get(pk=question.pk).state == "rejected"


def test_an_act_is_undone_and_its_question_is_open_again(operator):
    question = a_waiting_feed(2)[0]
    done = operator.get(take(operator, question).url)
    undo = re.search(r'action="(/acts/[^"]+/undo/)"', done.content.decode())[1]
    answer = operator.post(undo, {"from": WAITING}, headers=HX)
    assert answer.headers["HX-Redirect"] == f"/?{WAITING}&chosen={question.pk}"
    assert Question.objects.get(pk=question.pk).waits_for == "triage"


def test_an_executor_reads_and_does_not_decide(client):
    body = a_body()
    question = a_question(body=body, topic=some_topics()["im.05.01"])
    client.force_login(a_person(role="executor", body=body))
    page = client.get(address(question)).content.decode()
    assert "Другая тема" not in page
    client.post(address(question, "reject"), {"reason": "не хочу"})
    assert Question.objects.get(pk=question.pk).state == "sent"


def test_personal_data_are_shown_once_for_a_reason_that_is_kept(operator):
    author = a_citizen()
    question = a_question(author=author.key)
    page = operator.post(reverse("card-personal", args=(question.pk,)), {"reason": "уточнить адрес"}, headers=HX)
    assert "Пётр Ильин" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert {look.reason for look in Unmasking.objects.all()} == {"уточнить адрес"}


def test_personal_data_without_a_reason_stay_hidden(operator):
    question = a_question(author=a_citizen().key)
    page = operator.post(reverse("card-personal", args=(question.pk,)), {"reason": ""})
    assert page.status_code == 422
    assert "Пётр Ильин" not in page.content.decode()
    assert not Unmasking.objects.exists()


@pytest.mark.parametrize(("role", "status"), [("analyst", 403), ("executor", 404)])
def test_personal_data_need_the_right_in_the_scope(client, role, status):
    question = a_question(body=a_body("other", "Другой орган"), author=a_citizen().key)
    client.force_login(a_person(role=role, body=a_body() if role == "executor" else None))
    page = client.post(reverse("card-personal", args=(question.pk,)), {"reason": "хочу"})
    assert page.status_code == status


@pytest.mark.parametrize(("link", "shown"), [("https://vk.com/wall1", True), ("javascript:alert(1)", False)])
def test_only_a_web_address_becomes_a_link(operator, link, shown):
    question = a_question()
    Appeal.objects.update(outside_url=link)
    assert (f'href="{link}"' in operator.get(address(question)).content.decode()) is shown


def test_an_unknown_act_is_not_found(operator):
    question = a_waiting_feed(1)[0]
    assert operator.post(address(question, "explode")).status_code == 404
    assert operator.get(address(question, "decide")).status_code == 405


def test_the_way_back_is_offered_to_whom_it_is_open(operator):
    question = a_waiting_feed(1)[0]
    operator.post(address(question, "place"), {"territory": "", "place": "двор"})
    assert "Отменить" in operator.get(address(question)).content.decode()
    other = Client()
    other.force_login(a_person("moderator2"))
    assert "Отменить" not in other.get(address(question)).content.decode()
