"""The frame of all pages: coming in, the rail by role, pages of refusal, words for time and numbers."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from otklik.screens.parts.tell import number, plural, time_left, when
from tests.factories import PASSWORD, a_person

NOW = datetime(2026, 3, 4, 15, 0)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("passed", "told", "why"),
    [
        (timedelta(seconds=20), "только что", "less than a minute"),
        (timedelta(minutes=5), "5 мин назад", "less than an hour"),
        (timedelta(hours=6), "сегодня 09:00", "the same day"),
        (timedelta(hours=20), "вчера 19:00", "the day before"),
        (timedelta(days=10), "22 фев 15:00", "the same year"),
        (timedelta(days=400), "28 янв 2025", "another year"),
        (timedelta(hours=-20), "завтра 11:00", "the next day"),
    ],
)
def test_a_moment_is_told_as_people_say_it(passed, told, why):
    assert when(NOW - passed, NOW) == told, why


@pytest.mark.parametrize(
    ("left", "told"),
    [
        (timedelta(hours=3, minutes=10), "через 3 ч"),
        (timedelta(minutes=40), "через 40 мин"),
        (timedelta(days=-2, hours=-1), "просрочено на 2 дня"),
        (timedelta(days=-5), "просрочено на 5 дней"),
        (timedelta(days=21, hours=1), "через 21 день"),
    ],
)
def test_a_term_is_told_as_people_say_it(left, told):
    assert time_left(NOW + left, NOW) == told


def test_numbers_have_thin_spaces_and_nouns_agree():
    assert number(12345) == "12\u202f345"
    assert [plural(n, "вопрос", "вопроса", "вопросов") for n in (1, 3, 11, 25)] == [
        "вопрос", "вопроса", "вопросов", "вопросов",
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_wrong_password_is_told_with_the_way_out(client: Client):
    a_person("anna")
    page = client.post(reverse("login"), {"username": "anna", "password": "не тот"})
    assert "не подходят" in page.content.decode()
    assert 'value="anna"' in page.content.decode(), "what was typed stays"


@pytest.mark.django_db
def test_a_login_leads_to_the_page_that_was_asked(client: Client):
    a_person("anna")
    asked = client.get("/?term=late")
    assert asked.status_code == 302
    page = client.post(asked.url, {"username": "anna", "password": PASSWORD, "next": "/?term=late"})
    assert page.url == "/?term=late"


@pytest.mark.django_db
def test_htmx_without_a_login_moves_the_whole_page(client: Client):
    page = client.get(reverse("feed-rows"), headers={"HX-Request": "true"})
    assert page.headers["HX-Redirect"] == reverse("login")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "seen", "unseen"),
    [
        ("executor", "Лента", "Настройки"),
        ("administrator", "Настройки", "нет такого"),
        ("analyst", "Лента", "Новое письмо"),
    ],
)
def test_the_rail_shows_what_the_role_may(client: Client, role, seen, unseen):
    client.force_login(a_person(role=role))
    page = client.get("/").content.decode()
    assert f"</svg>{seen}</a>" in page
    assert f"</svg>{unseen}</a>" not in page


@pytest.mark.django_db
def test_without_a_right_the_page_says_which_one_is_missing(client: Client):
    client.force_login(a_person(role="executor"))
    page = client.get(reverse("gallery"))
    assert page.status_code == 403
    assert "менять настройки" in page.content.decode()


@pytest.mark.django_db
def test_an_address_that_is_not_there_leads_back_to_the_feed(client: Client):
    client.force_login(a_person())
    page = client.get("/nothing/")
    assert page.status_code == 404
    assert "Такой страницы нет" in page.content.decode()


@pytest.mark.django_db
def test_a_crash_is_told_without_the_frame(client: Client, monkeypatch):
    client.force_login(a_person())
    client.raise_request_exception = False
    monkeypatch.setattr("otklik.screens.operator.feed.facts.feed", lambda *given, **named: 1 / 0)
    page = client.get("/")
    assert page.status_code == 500
    assert "На сервере сбой" in page.content.decode()


@pytest.mark.django_db
def test_the_gallery_opens_for_settings(client: Client):
    client.force_login(a_person(role="administrator"))
    assert client.get(reverse("gallery")).status_code == 200
