"""Seasons in the settings: listed with their sources, changed for a territory, kept in the history."""

import pytest
from django.test import Client

from otklik.answers.models import Season
from tests.region import TOWN, found, person

pytestmark = pytest.mark.django_db
FORM = {
    "code": "snow", "territory_code": TOWN, "title": "Снег сошёл", "words": "сход* снег*; таяни* снег*", "day": "06-10",
    "source": "Письмо гидрометслужбы № 1", "is_on": "on",
}  # fmt: skip


@pytest.fixture
def admin(client: Client) -> Client:
    found()
    client.force_login(person("root", "administrator"))
    return client


def test_a_season_of_a_territory_is_added_beside_that_of_the_country(admin: Client) -> None:
    assert "Постановление".lower() in admin.get("/settings/seasons/").content.decode().lower()
    page = admin.post("/settings/seasons/new/", FORM, follow=True).content.decode()
    assert "10.06" in page and "Заречинск" in page and "01.05" in page
    assert "Письмо гидрометслужбы № 1" in page
    assert Season.objects.filter(code="snow").count() == 2


def test_a_season_is_changed_and_turned_off_with_its_history(admin: Client) -> None:
    row = Season.objects.get(code="warm")
    form = FORM | {"code": "warm", "territory_code": "", "day": "05-25"}
    del form["is_on"]
    page = admin.post(f"/settings/seasons/{row.pk}/", form, follow=True).content.decode()
    assert "25.05" in page and "не действует" in page and "05-15" in page, "what it was stays in the history"


@pytest.mark.parametrize(("field", "value"), [("day", "31.12"), ("words", "(x"), ("territory_code", "123")])
def test_what_can_not_be_read_is_told_beside_the_form(admin: Client, field: str, value: str) -> None:
    page = admin.post("/settings/seasons/new/", FORM | {field: value}).content.decode()
    assert "не читаются" in page or "не читается" in page or "нет" in page
    assert Season.objects.filter(code="snow").count() == 1
