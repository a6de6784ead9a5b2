"""The public form: a letter by anyone, its topic's questions, files, one link to keep."""

import json
import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from otklik.answers.models import Attachment, Dispatch
from otklik.answers.papers import files
from otklik.appeals.models import Question
from otklik.citizens.models import Citizen, Original
from otklik.flow import run
from otklik.intake import forms
from otklik.intake.models import FormQuestion, HeldFile, Letter
from otklik.reference.models import Territory
from tests import region
from tests.region import AT, TOWN, person
from tests.screens.citizen_kit import photo

pytestmark = pytest.mark.django_db
TEXT = "Во дворе третью неделю не вывозят мусор с контейнерной площадки, баки переполнены"
SQUARE = [[[56.0, 58.0], [56.2, 58.0], [56.2, 58.2], [56.0, 58.2], [56.0, 58.0]]]


@pytest.fixture(autouse=True)
def _founded(db: None) -> None:
    region.found()


def letter(**fields: object) -> dict[str, object]:
    """A whole form as a browser sends it."""
    return {
        "form_id": str(uuid.uuid4()), "text": TEXT, "seen": "1", "topic": "im.12", "q-yard": "за домом 7",
        "consent": "on", "consent_version": "1", **fields,
    }  # fmt: skip


def sent(**fields: object) -> str:
    """Where the browser is led after a letter."""
    page = Client().post("/form/", letter(**fields))
    assert page.status_code == 302, page.content.decode()
    return page["Location"]


def test_a_letter_gets_a_number_and_a_link_to_keep() -> None:
    page = Client().get(sent(place="ул. Садовая, 7"))
    question = Question.objects.select_related("appeal", "topic", "body").get()
    told = page.content.decode()
    assert f"Вопрос № {question.pk}" in told and "Сохраните ссылку" in told
    found = re.search(r"/a/[\w-]+/", told)
    assert found and Client().get(found[0]).status_code == 200
    assert (question.appeal.channel, question.appeal.legal_kind, question.place) == (
        "form",
        "message",
        "ул. Садовая, 7",
    )
    assert question.topic and question.topic.code == "im.12" and question.body and question.body.code == "waste"
    assert "Какая контейнерная площадка: за домом 7." in question.text
    assert not page.cookies


def test_contacts_lie_among_personal_data_alone() -> None:
    sent(full_name="Петрова Мария", email="petrova@example.ru", phone="8 900 123-45-67", text=f"{TEXT}. Петрова Мария")
    citizen = Citizen.objects.get()
    assert (citizen.full_name, citizen.email) == ("Петрова Мария", "petrova@example.ru")
    question = Question.objects.select_related("appeal").get()
    assert "Петрова" not in question.text and question.appeal.author_key == citizen.key
    kept = json.loads(bytes(Original.objects.get().raw))
    assert kept["consent"]["version"] == 1
    told = Dispatch.objects.get()
    assert str(question.pk) in told.text and "/a/" not in told.text


def test_whoever_writes_the_contacts_of_another_does_not_become_them() -> None:
    known = region.letter("Яма на дороге", "1", author={"phone": "8 900 123-45-67", "full_name": "Хозяин"})
    region.intake.accept_one(channel="operator", raw=known, source=None, at=AT)
    run.drain(now=lambda: AT)
    sent(phone="8 900 123-45-67", email="stranger@example.ru")
    assert Citizen.objects.get(full_name="Хозяин").email == ""
    assert Citizen.objects.count() == 2


def test_sent_twice_it_is_one_letter() -> None:
    form = letter(photos=[photo()])
    first = Client().post("/form/", form)
    again = Client().post("/form/", {**form, "photos": [photo()]})
    assert first["Location"] == again["Location"]
    assert (Letter.objects.count(), Question.objects.count(), Attachment.objects.count()) == (1, 1, 1)


def test_photos_stand_by_the_question_that_the_line_makes() -> None:
    sent(photos=[photo("а.jpg"), photo("б.jpg")])
    found = Attachment.objects.get()
    assert (found.question, found.side, found.by) == (Question.objects.get(), "author", None)
    assert not HeldFile.objects.exists()


def test_a_letter_that_can_not_be_read_at_once_keeps_its_photos(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(run.intake, "read", busy)
        assert sent(photos=[photo()]) == "/form/accepted/"
    assert "Отправлять снова не нужно" in Client().get("/form/accepted/").content.decode()
    assert (Letter.objects.get().state, HeldFile.objects.count(), Attachment.objects.count()) == ("waiting", 1, 0)
    # However long it waits, its file is not swept.
    assert files.sweep(timezone.now() + timedelta(days=400)) == 0
    run.drain(now=lambda: AT)
    assert (Attachment.objects.get().question, HeldFile.objects.count()) == (Question.objects.get(), 0)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"text": ""}, "хотя бы одно предложение"),
        ({"text": "я" * 10_001}, "сократите или разделите"),
        ({"consent": ""}, "Без согласия"),
        ({"consent_version": "7"}, "изменился"),
        ({"email": "не почта"}, "name@example.ru"),
        ({"phone": "12"}, "от 6 до 15 цифр"),
        ({"topic": "im.99"}, "Такой темы больше нет"),
        ({"q-yard": ""}, "Ответьте на этот вопрос"),
        ({"q-last-out": "3026-01-01"}, "Дата «3026-01-01» не прочитана"),
        ({"website": "http://spam"}, "Похоже, форму заполнила программа"),
        ({"form_id": "нет"}, "Сообщение не отправлено"),
        ({"photos": [SimpleUploadedFile("virus.jpg", b"MZ\0\0")]}, "один из файлов не подходит"),
        ({"photos": [SimpleUploadedFile("x.svg", b"<svg onload='alert(1)'/>")]}, "один из файлов не подходит"),
        ({"photos": [photo(f"{n}.jpg") for n in range(6)]}, "Файлов больше 5"),
    ],
)
def test_a_flaw_is_told_beside_its_field_and_nothing_is_lost(fields: dict[str, object], told: str) -> None:
    page = Client().post("/form/", letter(place="ул. Садовая, 7", **fields))
    words = page.content.decode()
    assert page.status_code == 422 and told in words and "ул. Садовая, 7" in words
    assert not Letter.objects.exists() and not Attachment.objects.exists()


def test_a_question_of_another_topic_is_not_needed() -> None:
    sent(topic="im.05", **{"q-yard": "за домом"})
    assert "за домом" not in Question.objects.select_related("appeal").get().text


def test_the_machine_offers_topics_and_their_questions() -> None:
    page = Client().post("/form/topics/", letter(topic=""))
    words = page.content.decode()
    assert page.status_code == 200 and "контейнерная площадка" in words
    assert 1 <= len(re.findall(r'id="topic-\d"', words)) <= 3 and "<html" not in words
    assert not Letter.objects.exists()


def test_without_a_script_topics_come_by_a_button_and_what_was_typed_stays() -> None:
    form = letter(topic="", place="ул. Садовая, 7", topics="1")
    del form["seen"]
    words = Client().post("/form/", form).content.decode()
    assert "О чём это" in words and "ул. Садовая, 7" in words and TEXT in words and 'name="seen"' in words
    assert not Letter.objects.exists()


def test_who_has_not_seen_the_questions_sees_them_before_the_letter_goes() -> None:
    form = letter(topic="")
    del form["seen"]
    page = Client().post("/form/", form)
    assert page.status_code == 422 and "Остался один шаг" in page.content.decode()
    assert not Letter.objects.exists()


def test_a_letter_that_waited_for_a_network_is_asked_nothing_more() -> None:
    form = letter(topic="", late="1")
    del form["seen"]
    assert Client().post("/form/", form).status_code == 302
    assert Question.objects.count() == 1


def test_nothing_chosen_leaves_the_topic_to_the_machine_and_people() -> None:
    sent(topic="")
    assert Question.objects.get().decided_by != "source"


def test_the_point_of_the_map_is_kept_and_a_wrong_one_is_no_obstacle() -> None:
    Territory.objects.filter(code=TOWN).update(border={"type": "Polygon", "coordinates": SQUARE})
    sent(latitude="58.1", longitude="56.1")
    question = Question.objects.select_related("territory").get()
    assert (question.latitude, question.longitude) == (58.1, 56.1)
    assert question.territory and question.territory.code == TOWN
    sent(latitude="x", longitude="999", text=TEXT + "!")
    assert Question.objects.latest("pk").latitude is None


def test_the_map_is_drawn_of_the_regions_own_borders() -> None:
    assert "data-map" not in Client().get("/form/").content.decode()
    Territory.objects.filter(code=TOWN).update(border={"type": "Polygon", "coordinates": SQUARE})
    drawn = Client().get("/form/borders.json").json()
    assert [one["properties"]["name"] for one in drawn["features"]] == ["Заречинск"]
    assert "data-map" in Client().get("/form/").content.decode()


def test_the_form_stands_in_frames_of_the_sites_of_the_settings_alone(settings: object) -> None:
    shut = Client().get("/form/")
    assert "frame-ancestors 'none'" in shut["Content-Security-Policy"] and shut["X-Frame-Options"] == "DENY"
    settings.OTKLIK_FORM_SITES = ["https://gorod.example.ru"]
    page = Client().get("/form/")
    assert "frame-ancestors 'self' https://gorod.example.ru" in page["Content-Security-Policy"]
    assert "X-Frame-Options" not in page and "script-src 'self'" in page["Content-Security-Policy"]
    kept = Client().get(sent())
    assert "https://gorod.example.ru" in kept["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in Client().get("/login/")["Content-Security-Policy"]


def test_a_form_of_another_site_needs_no_cookie() -> None:
    assert Client(enforce_csrf_checks=True).post("/form/", letter()).status_code == 302


def test_letters_of_one_address_are_limited(settings: object) -> None:
    settings.OTKLIK_LIMITS = {**settings.OTKLIK_LIMITS, "letters": "2/3600"}
    codes = [Client().post("/form/", letter(text=f"{TEXT} {n}")).status_code for n in range(3)]
    assert codes == [302, 302, 429] and Letter.objects.count() == 2


def test_a_person_changes_what_the_form_asks() -> None:
    browser = Client()
    browser.force_login(person("boss", "administrator"))
    row = FormQuestion.objects.get(code="yard")
    told = {"topic_code": "im.12", "words": "Где баки", "hint": "", "kind": "choice", "options": "Двор\nУлица",
            "is_required": "on", "position": "5", "is_on": "on"}  # fmt: skip
    assert browser.post(f"/settings/form/questions/{row.pk}/", told).status_code == 302
    row.refresh_from_db()
    assert (row.code, row.words, row.options) == ("yard", "Где баки", ["Двор", "Улица"])
    bad = browser.post(f"/settings/form/questions/{row.pk}/", {**told, "options": "Двор"})
    assert bad.status_code == 422 and "хотя бы два варианта" in bad.content.decode()
    assert browser.post("/settings/form/questions/new/", {**told, "code": "bins"}).status_code == 302
    assert "уже есть" in browser.post("/settings/form/questions/new/", {**told, "code": "bins"}).content.decode()
    assert browser.post("/settings/form/consent/", {"text": "Новый текст"}).status_code == 302
    assert forms.consent().version == 2
    page = browser.get("/settings/form/").content.decode()
    assert "Где баки" in page and "Новый текст" in page
