"""«Места»: a file uploaded, looked at, put in force or dropped; the list found, downloaded, a name taken away."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from otklik.offices.models import Change
from otklik.reference.models import PlaceName, PlacesDraft, Territory
from tests.region import TOWN, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]
GOOD = "Название;Муниципалитет\nЛесная;Заречинск\nПолевая;Заречинск\n"
FLAWED = "Название;Муниципалитет\nЛесная;Заречинск\nПолевая;Нигде\n"


@pytest.fixture
def founded(db: None) -> None:
    Territory.objects.create(code=TOWN, name="Заречинск", kind="municipality")


@pytest.fixture
def admin(founded: None) -> Client:
    browser = Client()
    browser.force_login(person("admin", "administrator"))
    return browser


def upload(browser: Client, text: str, kind: str = "streets", **more: str):
    file = SimpleUploadedFile("streets.csv", text.encode())
    return browser.post("/settings/places/upload/", {"kind": kind, "file": file, **more})


def test_a_file_is_looked_at_before_it_is_put_in_force(admin: Client) -> None:
    address = upload(admin, GOOD)["Location"]
    page = admin.get(address).content.decode()
    assert "улица Лесная" in page and "Замечаний нет" in page and not PlaceName.objects.exists()
    told = admin.post(f"{address}put/", follow=True).content.decode()
    assert "добавлено 2" in told and "улица Полевая" in told
    assert PlaceName.objects.count() == 2 and not PlacesDraft.objects.exists()
    assert Change.objects.get(subject="places").after["added"] == 2


def test_the_same_file_again_says_that_nothing_changes(admin: Client) -> None:
    admin.post(f"{upload(admin, GOOD)['Location']}put/")
    page = admin.get(upload(admin, GOOD)["Location"]).content.decode()
    assert "ничего не меняет" in page and "Ввести" not in page


def test_a_file_with_flaws_tells_rows_and_takes_the_good_ones_only_if_asked(admin: Client) -> None:
    address = upload(admin, FLAWED)["Location"]
    page = admin.get(address).content.decode()
    assert "«Нигде» нет в справочнике" in page and "Ввести годные строки" in page
    assert "ничего не изменено" in admin.post(f"{address}put/", follow=True).content.decode()
    assert not PlaceName.objects.exists()
    admin.post(f"{address}put/?skip=1")
    assert PlaceName.objects.get().title == "улица Лесная"


@pytest.mark.parametrize("text", ["", "Адрес\nЛесная\n", '{"type": "FeatureCollection"}'])
def test_a_file_that_cannot_be_read_is_refused_at_once(admin: Client, text: str) -> None:
    answer = upload(admin, text)
    assert answer.status_code == 422 and not PlacesDraft.objects.exists()


def test_a_dropped_file_changes_nothing(admin: Client) -> None:
    admin.post(f"{upload(admin, GOOD)['Location']}forget/")
    assert not PlacesDraft.objects.exists() and not PlaceName.objects.exists()


def test_the_list_is_searched_and_downloaded_and_a_name_is_taken_away(admin: Client) -> None:
    admin.post(f"{upload(admin, GOOD)['Location']}put/")
    page = admin.get("/settings/places/?kind=streets&q=лесн").content.decode()
    assert "улица Лесная" in page and "улица Полевая</td>" not in page
    file = b"".join(admin.get("/settings/places/places.csv?kind=streets").streaming_content).decode()
    assert file.lstrip("\ufeff").splitlines()[1] == f"улица Лесная;;{TOWN}"
    name = PlaceName.objects.get(title="улица Лесная")
    admin.post(f"/settings/places/{name.pk}/drop/?kind=streets")
    assert PlaceName.objects.get().title == "улица Полевая"
    assert admin.post(f"/settings/places/{name.pk}/drop/", follow=True).status_code == 200
    assert Change.objects.filter(subject="places", key="улица Лесная").exists()


@pytest.mark.parametrize("kind", ["municipalities", "settlements", "borders", "landmarks", "routes", "nonsense"])
def test_each_kind_has_its_list(admin: Client, kind: str) -> None:
    assert admin.get(f"/settings/places/?kind={kind}").status_code == 200


def test_the_letter_form_takes_a_point_and_recognises_a_swapped_one(admin: Client) -> None:
    Territory.objects.filter(code=TOWN).update(latitude=58.0, longitude=56.2)
    browser = Client()
    browser.force_login(person("moderator", "moderator"))
    form = browser.get("/letters/new/").context["page"].form
    sent = {"form_id": form.initial["form_id"], "source": "телефон", "legal_kind": "message", "text": "Яма",
            "kind": "citizen"}  # fmt: skip
    page = browser.post("/letters/new/", sent | {"point": "56.2, 58.0"})
    assert "переставлены: впишите 58.0000, 56.2000" in page.content.decode()
    assert "далеко за пределами региона" in browser.post("/letters/new/", sent | {"point": "1, 2"}).content.decode()
