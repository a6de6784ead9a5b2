"""Settings: who may open them, what a good and a bad form do, and that every change is kept."""

import pytest
from django.test import Client

from otklik.offices.models import Block, Body, Change, Person
from otklik.offices.rules import ROLES
from tests.factories import a_question
from tests.screens.desk_factories import PASSWORD, a_body, a_region, entered, someone, wrongs

pytestmark = pytest.mark.django_db

PAGES = (
    "", "bodies/", "bodies/?q=дорож", "bodies/new/", "bodies/mintrans/", "bodies/g-zarechnyi/", "blocks/",
    "blocks/new/", "blocks/roads/", "people/", "people/new/", "topics/", "topics/upload/", "topics/mapping/",
    "topics/im/", "topics/im/?q=ямы", "policies/", "policies/new/", "policies/messages/", "calendar/2026/",
    "calendar/2027/", "calendar/day/2026-05-08/", "calendar/day/2026-04-30/", "territories/", "territories/new/",
    "territories/99701000/", "routes/", "routes/?past=on&topic=доро&body=mintrans", "routes/new/", "sources/",
    "sources/new/",
)  # fmt: skip


@pytest.fixture
def admin() -> Client:
    return entered(someone())


def _is_editor(page: str) -> bool:
    """Whether a page is a form, which asks for the choices of its selects too."""
    return page.count("/") > 1 and "calendar" not in page


@pytest.mark.parametrize("page", PAGES)
def test_an_administrator_opens_every_page_in_few_queries(admin, page, django_assert_max_num_queries):
    a_region()
    with django_assert_max_num_queries(14 if _is_editor(page) else 12):
        answer = admin.get(f"/settings/{page}")
    assert answer.status_code == 200
    assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"administrator"}))
def test_no_other_role_opens_settings(role):
    a_region()
    client = entered(someone(role, role))
    refused = {page: client.get(f"/settings/{page}").status_code for page in ("", "bodies/", "people/", "sources/new/")}
    assert set(refused.values()) == {403}


def test_an_administrator_of_one_body_does_not_change_the_region():
    client = entered(someone("limited", "administrator", body=a_body()))
    assert {client.get(f"/settings/{page}").status_code for page in ("", "people/new/", "routes/")} == {403}


def test_settings_ask_for_a_login():
    assert Client().get("/settings/bodies/").status_code == 302


def test_lists_do_not_ask_more_with_more_rows(admin, django_assert_max_num_queries):
    for number in range(60):
        a_body(f"body-{number}", f"Орган {number}")
        someone(f"person-{number}", "executor")
    for page in ("bodies/", "people/"):
        with django_assert_max_num_queries(12):
            admin.get(f"/settings/{page}")


def test_a_body_is_added_and_the_change_is_kept(admin):
    sent = {"code": "minzdrav", "name": "Министерство здравоохранения", "kind": "regional", "aliases": "Минздрав\nМЗ"}
    assert admin.post("/settings/bodies/new/", sent).status_code == 302
    assert Body.objects.get(code="minzdrav").aliases == ["Минздрав", "МЗ"]
    assert Change.objects.get(subject="body").key == "minzdrav"
    assert "Министерство здравоохранения" in admin.get("/settings/bodies/").content.decode()


@pytest.mark.parametrize(
    ("page", "sent", "said"),
    [
        ("bodies/new/", {"code": "mintrans", "name": "Двойник", "kind": "regional"}, "уже есть"),
        ("bodies/new/", {"code": "н", "name": "Двойник", "kind": "regional"}, "латинские"),
        ("bodies/new/", {"code": "x", "name": "Двойник", "kind": "regional", "territory_codes": "11"}, "кодом 11 нет"),
        ("blocks/new/", {"code": "roads", "name": "Двойник", "position": "0"}, "уже есть"),
        ("blocks/new/", {"code": "new", "name": "", "position": "0"}, "заполните"),
        ("people/new/", {"login": "admin", "full_name": "Двойник", "password": PASSWORD}, "занят"),
        ("territories/new/", {"code": "12", "name": "Двойник", "kind": "region"}, "8 или 11 цифр"),
        ("territories/new/", {"code": "99701000", "name": "Двойник", "kind": "region"}, "уже есть"),
        ("territories/99701000/", {"name": "Двойник", "kind": "region", "time_zone": "Луна"}, "«Луна» нет"),
        ("routes/new/", {"topic_code": "нет", "body_code": "mintrans", "valid_from": "2026-01-01"}, "«нет» нет"),
        ("routes/new/", {"topic_code": "im.05", "body_code": "mintrans", "valid_from": "завтра"}, "05.03.2026"),
        ("sources/new/", {"code": "п", "name": "Портал"}, "латинские"),
        ("calendar/day/2026-05-08/", {"kind": "off", "source": ""}, "заполните"),
        ("topics/mapping/", {"here": "im: im.05", "there": "луна"}, "«луна» нет"),
        ("policies/new/", {"code": "messages", "title": "Двойник"}, "уже есть"),
    ],
)  # fmt: skip
def test_a_bad_field_is_told_beside_it_and_the_rest_is_kept(admin, page, sent, said):
    a_region()
    grants = {"grants-TOTAL_FORMS": "0", "grants-INITIAL_FORMS": "0"} if "people" in page else {}
    answer = admin.post(f"/settings/{page}", sent | grants)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert any(said in wrong for wrong in wrongs(shown)), wrongs(shown)
    assert all(typed in shown for typed in sent.values() if typed in ("Двойник", "Портал", "Луна"))


def test_a_body_cannot_stand_under_itself(admin):
    ministry = a_body()
    a_body("agency", "Агентство", parent=ministry)
    sent = {"name": ministry.name, "kind": "regional", "parent_code": "agency"}
    answer = admin.post("/settings/bodies/mintrans/", sent)
    assert answer.status_code == 422
    assert "под самим собой" in answer.content.decode()


def test_a_body_is_closed_and_opened_again(admin):
    a_body()
    admin.post("/settings/bodies/mintrans/close/")
    assert Body.objects.get().closed_on is not None
    admin.post("/settings/bodies/mintrans/reopen/")
    assert Body.objects.get().closed_on is None
    assert "действует" in admin.get("/settings/bodies/").content.decode()


def test_a_name_from_a_table_becomes_another_name_of_a_body_and_its_questions_move(admin):
    ministry = a_body()
    question = a_question(body=a_body("mt", "Минтранс края", is_confirmed=False))
    assert admin.post("/settings/bodies/mt/merge/", {"into": "mintrans"}).status_code == 302
    question.refresh_from_db()
    ministry.refresh_from_db()
    assert (question.body_id, ministry.aliases) == (ministry.pk, ["Минтранс края"])
    assert Body.objects.get(code="mt").closed_on is not None


def test_a_merge_opens_nothing_that_is_closed_and_tells_what_is_left(admin):
    a_body()
    alias = a_body("mt", "Минтранс края", is_confirmed=False)
    question = a_question(body=alias, state="closed")
    page = admin.post("/settings/bodies/mt/merge/", {"into": "mintrans"}, follow=True).content.decode()
    question.refresh_from_db()
    assert (question.state, question.body_id) == ("closed", alias.pk)
    assert "ждущие решения: 1" in page


def test_a_merge_into_nothing_is_refused_in_words(admin):
    a_body("mt", "Минтранс края", is_confirmed=False)
    answer = admin.post("/settings/bodies/mt/merge/", {"into": ""})
    assert answer.status_code == 422
    assert "Это орган" in wrongs(answer.content.decode())[0]


def test_a_person_gets_rights_and_a_password(admin):
    a_region()
    grants = {"grants-TOTAL_FORMS": "2", "grants-INITIAL_FORMS": "0", "grants-0-role": "executor",
              "grants-0-body_code": "mintrans", "grants-0-territory_code": "99701000", "grants-0-topic_code": "im.05",
              "grants-1-role": ""}  # fmt: skip
    sent = {"login": "petrov", "full_name": "Олег Петров", "password": PASSWORD, "is_active": "on"}
    assert admin.post("/settings/people/new/", sent | grants).status_code == 302
    made = Person.objects.get(login="petrov")
    assert made.check_password(PASSWORD)
    assert [(one.role, one.body.code, one.topic_code) for one in made.grants.all()] == [
        ("executor", "mintrans", "im.05")
    ]
    assert "mintrans" in admin.get(f"/settings/people/{made.pk}/").content.decode()


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ({"password": "123"}, "корот"),
        ({"grants-0-role": "executor", "grants-0-territory_code": "777"}, "«777» нет"),
        ({"grants-0-role": "executor", "grants-0-topic_code": "луна"}, "«луна» нет"),
        ({"email": "нет"}, "name@example.ru"),
    ],
)
def test_a_person_is_refused_with_what_was_typed_kept(admin, extra, said):
    sent = {"login": "petrov", "full_name": "Олег Петров", "password": PASSWORD, "grants-TOTAL_FORMS": "1",
            "grants-INITIAL_FORMS": "0"}  # fmt: skip
    answer = admin.post("/settings/people/new/", sent | extra)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert said in shown
    assert "Олег Петров" in shown
    assert not Person.objects.filter(login="petrov").exists()


def test_an_administrator_cannot_lock_themselves_out(admin):
    person = Person.objects.get(login="admin")
    sent = {"full_name": "Вера", "is_active": "on", "grants-TOTAL_FORMS": "1", "grants-INITIAL_FORMS": "0",
            "grants-0-role": "analyst"}  # fmt: skip
    answer = admin.post(f"/settings/people/{person.pk}/", sent)
    assert answer.status_code == 422
    assert person.grants.get().role == "administrator"


def test_a_block_is_renamed(admin):
    Block.objects.create(code="roads", name="Дороги")
    admin.post("/settings/blocks/roads/", {"name": "Дороги и транспорт", "position": "3"})
    assert Block.objects.get().name == "Дороги и транспорт"
