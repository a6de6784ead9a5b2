"""Kept slices: a name once, shared by role, laid on a board, of the days that they mean today."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from otklik.indicators import kept
from otklik.indicators.models import BoardTile, SavedSlice
from otklik.offices.models import Person
from tests import region
from tests.region import ROADS, TOWN, person, send
from tests.screens.desk_factories import entered

pytestmark = pytest.mark.django_db
ASKED = "m=received&d=group&since=2026-11-01&until=2026-11-10"


@pytest.fixture
def staff(db: None) -> dict[str, Person]:
    region.found()
    return {"anna": person("anna", "analyst"), "boris": person("boris", "analyst"), "head": person("head", "head")}


@pytest.fixture
def anna(staff: dict[str, Person]) -> Client:
    send(*(f"{ROADS} {number}" for number in range(6)), topic="Дороги", territory=TOWN, at=timezone.now())
    return entered(staff["anna"])


def saved(browser: Client, name: str = "Дороги", asked: str = ASKED, **more: str) -> SavedSlice:
    browser.post("/slices/keep/", {"address": asked, "name": name, **more})
    return SavedSlice.objects.get(name=name)


def body(browser: Client, address: str) -> str:
    page = browser.get(address, follow=True)
    assert page.status_code == 200, address
    return page.content.decode()


def test_a_kept_slice_opens_with_its_whole_address(anna):
    one = saved(anna)
    assert anna.get(f"/slices/kept/{one.pk}/").headers["Location"] == f"/slices/?{ASKED}"


def test_a_rolling_one_ends_today(anna):
    one = saved(anna, rolling="on")
    today = timezone.localdate()
    where = anna.get(f"/slices/kept/{one.pk}/").headers["Location"]
    assert f"since={today - timedelta(days=9)}&until={today}" in where


@pytest.mark.parametrize(("name", "says"), [("", "Имя среза"), ("x" * 81, "Имя среза"), ("Дороги", "у вас уже есть")])
def test_a_bad_name_is_told_and_nothing_is_lost(anna, name, says):
    saved(anna)
    page = anna.post("/slices/keep/", {"address": ASKED, "name": name}, follow=True).content.decode()
    assert says in page and "по группам тем" in page
    assert SavedSlice.objects.count() == 1


def test_an_address_that_is_no_slice_is_not_kept(anna):
    page = anna.post("/slices/keep/", {"address": "m=nothing", "name": "Пусто"})
    assert page.status_code == 302 and not SavedSlice.objects.exists()


@pytest.mark.parametrize(
    ("audience", "boris_sees", "head_sees"), [("", False, False), ("analyst", True, False), ("*", True, True)]
)
def test_it_is_seen_by_those_it_is_shared_with(anna, staff, audience, boris_sees, head_sees):
    one = saved(anna)
    anna.post(f"/slices/kept/{one.pk}/share/", {"audience": audience})
    for login, sees in (("boris", boris_sees), ("head", head_sees)):
        browser = entered(staff[login])
        assert ("Дороги" in body(browser, "/slices/kept/")) is sees
        assert browser.get(f"/slices/kept/{one.pk}/").status_code == (302 if sees else 404)


def test_only_the_owner_shares_and_forgets(anna, staff):
    one = saved(anna)
    kept.share(one.pk, kept.EVERYONE, by=staff["anna"], at=timezone.now())
    boris = entered(staff["boris"])
    for verb in ("drop", "share"):
        page = boris.post(f"/slices/kept/{one.pk}/{verb}/", {"audience": ""}, follow=True).content.decode()
        assert "не ваш" in page
    assert SavedSlice.objects.get().shared_with == kept.EVERYONE
    anna.post(f"/slices/kept/{one.pk}/drop/")
    assert not SavedSlice.objects.exists()


def test_the_board_shows_tiles_in_the_persons_order(anna, staff):
    first, second = saved(anna, "Первый", pin="on"), saved(anna, "Второй", "m=received&d=day", pin="on")
    page = body(anna, "/slices/board/")
    assert page.index("Первый") < page.index("Второй") and f"chart-tile-{second.pk}" in page
    anna.post(f"/slices/kept/{second.pk}/earlier/", {"from": "board"})
    page = body(anna, "/slices/board/")
    assert page.index("Второй") < page.index("Первый")
    anna.post(f"/slices/kept/{first.pk}/unpin/", {"from": "board"})
    assert "Первый" not in body(anna, "/slices/board/").split("<main")[1]


def test_a_full_board_asks_the_database_no_more_than_one_tile(anna, staff):
    def asked() -> int:
        anna.get("/slices/board/")
        with CaptureQueriesContext(connection) as queries:
            anna.get("/slices/board/")
        return len(queries)

    saved(anna, "Первый", pin="on")
    one = asked()
    for number in range(5):
        saved(anna, f"Срез {number}", "m=received&d=channel", pin="on")
    assert asked() <= one + 1 <= 16


def test_the_edge_of_a_board_is_no_hole(anna, staff):
    one = saved(anna, pin="on")
    anna.post(f"/slices/kept/{one.pk}/earlier/")
    anna.post(f"/slices/kept/{one.pk}/later/")
    anna.post(f"/slices/kept/{one.pk}/pin/")
    assert BoardTile.objects.count() == 1


def test_a_board_is_not_endless(anna, staff):
    for number in range(kept.MOST_TILES):
        saved(anna, f"Срез {number}", pin="on")
    page = anna.post("/slices/keep/", {"address": ASKED, "name": "Лишний", "pin": "on"}, follow=True).content.decode()
    assert "уберите один" in page


def test_a_slice_taken_back_leaves_the_boards_of_others(anna, staff):
    one = saved(anna)
    kept.share(one.pk, "analyst", by=staff["anna"], at=timezone.now())
    kept.pin(one.pk, by=staff["boris"])
    assert kept.board(staff["boris"]) == [one]
    kept.share(one.pk, "", by=staff["anna"], at=timezone.now())
    assert kept.board(staff["boris"]) == []


def test_a_kept_slice_of_a_measure_that_is_gone_says_so(anna, staff):
    one = SavedSlice.objects.create(owner=staff["anna"], name="Старый", address="m=gone", changed_at=timezone.now())
    kept.pin(one.pk, by=staff["anna"])
    assert "Нет показателя «gone»" in body(anna, "/slices/board/")
    assert "Нет показателя «gone»" in body(anna, "/slices/kept/")
