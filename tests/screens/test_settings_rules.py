"""Settings of topics, terms, calendar, territories, routes, sources, thresholds: each change is kept."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from otklik.offices.models import Body, Change
from otklik.reference.models import CalendarDay, Edition, Policy, Territory, Topic, TopicMapping
from otklik.routing.models import Rule
from otklik.triage.models import Threshold
from tests.deadlines.asked import asked
from tests.screens.desk_factories import a_body, a_policy, a_year, entered, someone, topics, wrongs

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    return entered(someone())


def test_a_classifier_is_loaded_from_a_table(admin):
    table = SimpleUploadedFile("c.csv", "code,name\nnew.01,Дороги\nnew.01.01,Ямы\n".encode())
    sent = {"code": "new", "name": "Новый", "valid_from": "2026-01-01", "source": "приказ", "table": table}
    assert admin.post("/settings/topics/upload/", sent).status_code == 302
    assert "Ямы" in admin.get("/settings/topics/new/").content.decode()
    assert Change.objects.get(subject="edition").after["added"] == 2


def test_a_table_with_flaws_is_refused_whole_with_rows(admin):
    table = SimpleUploadedFile("c.csv", "code,name\nnew.01,Дороги\nлуна,Ямы\n".encode())
    sent = {"code": "new", "name": "Новый", "valid_from": "2026-01-01", "source": "приказ", "table": table}
    answer = admin.post("/settings/topics/upload/", sent)
    assert answer.status_code == 422
    assert "«луна» неверен" in answer.content.decode()
    assert not Edition.objects.filter(code="new").exists()


def test_two_topics_are_said_to_be_the_same(admin):
    topics()
    topics("pos")
    admin.post("/settings/topics/mapping/", {"here": "im: im.05", "there": "pos:pos.05", "note": "одно"})
    assert TopicMapping.objects.get().note == "одно"


def test_the_next_version_of_a_policy_ends_the_last(admin):
    a_policy()
    sent = {"title": "Сообщения", "source": "Новый акт", "legal_kind": "message", "shift": "following",
            "valid_from": "2027-01-01", "is_in_use": "on", "amount_answer": "5",
            "unit_answer": "working_days"}  # fmt: skip
    units = {f"unit_{kind}": "hours" for kind in ("registration", "forwarding", "reaction", "solution")}
    assert admin.post("/settings/policies/messages/", units | sent).status_code == 302
    assert list(Policy.objects.order_by("valid_from").values_list("valid_to", flat=True)) == [date(2026, 12, 31), None]
    assert "Новый акт" in admin.get("/settings/policies/").content.decode()


def test_a_policy_without_terms_is_refused_in_words(admin):
    units = {f"unit_{kind}": "hours" for kind in ("registration", "forwarding", "reaction", "answer", "solution")}
    sent = {"code": "own", "title": "Своё", "source": "акт", "legal_kind": "message", "shift": "none",
            "valid_from": "2027-01-01"}  # fmt: skip
    answer = admin.post("/settings/policies/new/", units | sent)
    assert answer.status_code == 422
    assert "нет ни одного срока" in answer.content.decode()


def test_a_variant_is_put_in_use_instead_of_the_other(admin):
    a_policy()
    a_policy("fast", is_in_use=False)
    assert admin.post("/settings/policies/fast/use/").status_code == 302
    assert dict(Policy.objects.values_list("code", "is_in_use")) == {"messages": False, "fast": True}
    assert Change.objects.filter(subject="policy").count() == 2


def test_a_day_is_made_off_and_plain_again(admin):
    a_year()
    admin.post("/settings/calendar/day/2026-05-08/", {"kind": "off", "name": "День края", "source": "Закон края"})
    assert CalendarDay.objects.get(day=date(2026, 5, 8)).kind == "off"
    assert "День края" in admin.get("/settings/calendar/2026/").content.decode()
    admin.post("/settings/calendar/day/2026-05-08/drop/")
    assert not CalendarDay.objects.filter(day=date(2026, 5, 8)).exists()


def test_a_day_of_a_year_not_loaded_is_refused_in_words(admin):
    answer = admin.post("/settings/calendar/day/2031-05-08/", {"kind": "off", "source": "Закон"})
    assert answer.status_code == 422
    assert "не загружен" in answer.content.decode()


def test_a_whole_year_is_loaded_by_a_press(admin):
    assert "Загрузить 2025 год" in admin.get("/settings/calendar/2025/").content.decode()
    admin.post("/settings/calendar/", {"year": "2025"})
    assert "Загрузить 2025 год" not in admin.get("/settings/calendar/2025/").content.decode()


@pytest.mark.parametrize("address", ["calendar/1800/", "calendar/day/2026-02-30/", "bodies/none/", "policies/none/"])
def test_what_is_not_there_is_not_found(admin, address):
    assert admin.get(f"/settings/{address}").status_code == 404


def test_a_territory_takes_a_border_and_refuses_a_wrong_one(admin):
    sent = {"code": "99702000", "name": "Луговой округ", "kind": "municipality", "aliases": "Луговое"}
    rings = "[[[56, 58], [57, 58], [57, 59], [56, 58]]]"
    shape = f'{{"type": "Feature", "geometry": {{"type": "Polygon", "coordinates": {rings}}}}}'
    border = SimpleUploadedFile("b.geojson", shape.encode())
    assert admin.post("/settings/territories/new/", sent | {"border": border}).status_code == 302
    assert Territory.objects.get().border["type"] == "Polygon"
    wrong = SimpleUploadedFile("b.geojson", b'{"type": "Point", "coordinates": [1, 2]}')
    answer = admin.post("/settings/territories/99702000/", sent | {"border": wrong})
    assert "GeoJSON" in wrongs(answer.content.decode())[0]


def test_a_rule_is_added_changed_and_closed(admin):
    topics()
    a_body()
    sent = {"topic_code": "im.05", "body_code": "mintrans", "valid_from": "2024-01-01", "channel": "", "note": "приказ"}
    assert admin.post("/settings/routes/new/", sent).status_code == 302
    rule = Rule.objects.get()
    assert admin.post(f"/settings/routes/{rule.pk}/", sent | {"note": "иное"}).status_code == 302
    admin.post(f"/settings/routes/{rule.pk}/close/")
    rule.refresh_from_db()
    assert rule.note == "иное"
    assert rule.valid_to < timezone.localdate()
    assert Change.objects.filter(subject="rule").count() == 3


def test_a_key_is_shown_once(admin):
    shown = admin.post("/settings/sources/new/", {"code": "portal", "name": "Портал края"}).content.decode()
    key = re.search(r"otk_[\w-]{40,}", shown).group()
    assert key not in admin.get("/settings/sources/").content.decode()
    assert key not in str(list(Change.objects.values()))


def test_a_source_is_stopped_and_let_in_again(admin):
    admin.post("/settings/sources/new/", {"code": "portal", "name": "Портал края"})
    admin.post("/settings/sources/portal/switch/")
    assert "отключён" in admin.get("/settings/sources/").content.decode()
    admin.post("/settings/sources/portal/switch/")
    assert "принимается" in admin.get("/settings/sources/").content.decode()


def test_a_code_of_a_source_is_not_taken_twice(admin):
    sent = {"code": "portal", "name": "Портал края"}
    admin.post("/settings/sources/new/", sent)
    answer = admin.post("/settings/sources/new/", sent)
    assert answer.status_code == 422
    assert "занят" in answer.content.decode()


def test_thresholds_are_kept_with_their_ground(admin):
    sent = {"group": "85", "theme": "70", "executor": "90", "source": "Замер 3 марта"}
    assert admin.post("/quality/threshold/all/", sent).status_code == 302
    assert dict(Threshold.objects.values_list("head", "confidence")) == {"group": 0.85, "theme": 0.7, "executor": 0.9}
    assert "Замер 3 марта" in admin.get("/quality/threshold/all/").content.decode()


def test_an_empty_threshold_leaves_every_decision_to_people(admin):
    Threshold.objects.create(head="group", confidence=0.8, source="замер")
    assert 'value="80"' in admin.get("/quality/threshold/all/").content.decode()
    admin.post("/quality/threshold/all/", {"group": "", "source": "Решение штаба"})
    assert not Threshold.objects.exists()
    assert Change.objects.get(subject="threshold").after is None


def test_a_rule_shows_what_it_would_change_before_it_is_kept(admin):
    topics()
    a_body()
    asked(timezone.now(), topic="im.05.01")
    sent = {"topic_code": "im.05", "body_code": "mintrans", "valid_from": "2024-01-01", "channel": ""}
    page = admin.post("/settings/routes/new/", sent | {"preview": "1"}).content.decode()
    assert "вопросов 1, из них ушли бы иначе 1" in page
    assert not Rule.objects.exists()
    page = admin.post("/settings/routes/new/", sent | {"preview": "1", "words": "снег"}).content.decode()
    assert "правило ничего не меняет" in page


def test_faults_of_the_rules_are_told_with_a_way_to_mend_them(admin):
    topics()
    body = a_body()
    Rule.objects.create(body=body, valid_from=date(2024, 1, 1), topic=Topic.objects.get(code="im.05"))
    Body.objects.update(closed_on=date(2025, 1, 1))
    page = admin.get("/settings/routes/check/").content.decode()
    assert "закрыт с 01.01.2025" in page
    assert "Ошибок: 1" in page
