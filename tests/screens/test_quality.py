"""«Качество разбора» and «Двойная разметка»: every number leads to its rows, and what is chosen is put in force."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from otklik.appeals.models import Question
from otklik.flow.desks import desk
from otklik.offices.models import Change
from otklik.triage import actions as triage
from otklik.triage.measured import marking
from otklik.triage.models import Marking, ModelVersion, Stake, Threshold
from tests import region
from tests.region import RUBBISH, TOWN, UNCLEAR, person, send

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TABS = ("", "threshold/", "confusion/", "agreement/", "versions/", "rows/?what=alone")
ROADS = region.ROADS


@pytest.fixture(autouse=True)
def lived() -> list[Question]:
    """A region where the machine decided two of three alone and people said otherwise of one."""
    region.found()
    boss = person("boss", "administrator")
    triage.set_thresholds({"group": 0.6, "theme": None}, source="тест", by=boss, at=NOW)
    marking.set_stake(manual_min=1, error_min=15, check_share=1.0, source="тест", by=boss, at=NOW)
    questions = send(ROADS, RUBBISH, UNCLEAR, at=NOW, territory=TOWN)
    anna = person("anna", "moderator")
    for question, code in ((questions[0], "im.12"), (questions[2], "im.05.11")):
        desk.decide(question_ids=[question.pk], topic_code=code, by=anna, at=NOW)
    return questions


def entered(login: str = "boss", role: str = "administrator", **reach: str) -> Client:
    browser = Client()
    browser.force_login(person(login, role, **reach))
    return browser


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize("page", TABS)
def test_every_tab_opens_full_and_empty(page):
    browser = entered()
    assert browser.get(f"/quality/{page}").status_code == 200
    joint = "&" if "?" in page else "?"
    assert browser.get(f"/quality/{page}{joint}from=2020-01-01&to=2020-01-02").status_code == 200


@pytest.mark.parametrize("query", ["from=luna", "from=2026-13-01", "from=0001-01-01", "to=9999-12-31", "head=cat"])
def test_an_address_edited_by_hand_shows_the_usual_days(query):
    answer = entered().get(f"/quality/?{query}")
    assert answer.status_code == 200
    assert "не прочитаны" in text(answer) or query == "head=cat"


def test_the_figures_lead_to_their_rows(lived):
    browser = entered()
    page = browser.get("/quality/").content.decode()
    for what, number in (("alone", 2), ("corrected", 1), ("chosen", 2), ("read", 3)):
        href = re.search(rf'href="(/quality/rows/\?[^"]*what={what}[^"]*)"', page)[1].replace("&amp;", "&")
        rows = browser.get(href).content.decode()
        assert len(re.findall(r'<td><a href="/questions/\d+/"', rows)) == number, what


def test_a_person_counts_only_the_questions_in_reach(lived):
    everywhere, waste = entered(), entered("head", "head", topic="im.12")
    assert "из 3 прочитанных" in text(everywhere.get("/quality/"))
    answer = waste.get("/quality/")
    assert "из 2 прочитанных" in text(answer)
    assert "вашей области" in text(answer)
    rows = waste.get("/quality/rows/?what=read").content.decode()
    assert f"/questions/{lived[2].pk}/" not in rows


def test_the_confused_pair_shows_its_question(lived):
    browser = entered()
    page = browser.get("/quality/confusion/").content.decode()
    href = re.search(r'href="(/quality/rows/\?[^"]*chosen=im.12[^"]*)"', page)[1].replace("&amp;", "&")
    assert f"/questions/{lived[0].pk}/" in browser.get(href).content.decode()


def test_the_threshold_chosen_on_the_curve_is_put_in_force():
    browser = entered()
    page = browser.get("/quality/threshold/?head=group&level=70").content.decode()
    assert "Ввести порог 70 %" in page
    sent = dict(
        re.findall(r'<input type="hidden" name="(head|level|says)" value="([^"]*)"', page.split("Ввести")[0][-900:])
    )
    answer = browser.post("/quality/threshold/use/", sent, follow=True)
    assert "теперь порог 70 %" in text(answer)
    row = Threshold.objects.get(head="group")
    assert (row.confidence, "выбран по кривой" in row.source) == (0.7, True)
    assert Change.objects.filter(subject="threshold", key="group").first().after["confidence"] == 0.7


@pytest.mark.parametrize(
    ("head", "level"), [("group", "0"), ("group", "101"), ("group", "x"), ("executor", "80"), ("", "")]
)
def test_a_threshold_edited_by_hand_is_refused(head, level):
    before = list(Threshold.objects.values_list("head", "confidence"))
    answer = entered().post("/quality/threshold/use/", {"head": head, "level": level}, follow=True)
    assert "не прочитан" in text(answer)
    assert list(Threshold.objects.values_list("head", "confidence")) == before


def test_a_reader_sees_the_curve_and_sets_nothing():
    browser = entered("ann", "analyst")
    assert "Ввести порог" not in text(browser.get("/quality/threshold/?level=70"))
    assert browser.post("/quality/threshold/use/", {"head": "group", "level": "70"}).status_code == 403
    assert browser.get("/quality/threshold/price/").status_code == 403


def test_the_price_is_kept_and_moves_the_cheapest():
    browser = entered()
    sent = {"manual_min": "2", "error_min": "40", "check_share": "5", "source": "Хронометраж"}
    assert browser.post("/quality/threshold/price/", sent).status_code == 302
    row = Stake.objects.get()
    assert (row.manual_min, row.error_min, row.check_share) == (2, 40, 0.05)
    assert "Хронометраж" in text(browser.get("/quality/threshold/price/"))
    assert browser.post("/quality/threshold/price/", sent | {"check_share": "101"}).status_code == 422


def test_a_blind_text_shows_neither_choice_nor_proposal_nor_number(lived):
    row = Marking.objects.get(question=lived[1])
    page = entered("boris", "moderator").get("/marking/").content.decode()
    assert RUBBISH in page or ROADS in page
    assert "№" not in page.split('id="main"')[1]
    assert row.first_topic.name not in page.split('id="main"')[1]


def test_texts_are_marked_one_after_another_until_none_is_left(lived):
    browser = entered("boris", "moderator")
    for _ in range(2):
        page = browser.get("/marking/").content.decode()
        action = re.search(r'action="(/marking/\d+/)"', page)[1]
        browser.post(action, {"topic_words": "", "topic": "im.05.11"})
    assert "Всё размечено" in text(browser.get("/marking/"))
    assert Marking.objects.filter(at=None).count() == 0
    assert browser.post(action, {"topic": "im.05.11"}, follow=True).status_code == 200


def test_a_marking_without_a_topic_keeps_the_text_on_the_page(lived):
    browser = entered("boris", "moderator")
    row = Marking.objects.order_by("pk").first()
    answer = browser.post(f"/marking/{row.pk}/", {"topic_words": "ъъъ"})
    assert answer.status_code == 422
    assert "не найдена" in text(answer)
    assert browser.post(f"/marking/{row.pk}/", {"unclear": "1"}).status_code == 302
    row.refresh_from_db()
    assert (row.topic, row.by.login) == (None, "boris")


def test_a_person_of_one_body_marks_only_what_is_in_reach(lived):
    browser = entered("vera", "moderator", topic="im.12")
    reached = Marking.objects.exclude(question__topic__code__startswith="im.12")
    for row in reached:
        assert browser.post(f"/marking/{row.pk}/", {"unclear": "1"}).status_code == 404
    assert Marking.objects.filter(by__isnull=False).count() == 0


def test_questions_are_drawn_for_a_second_person(lived):
    browser = entered("ann", "analyst")
    answer = browser.post("/quality/agreement/draw/", {"count": "10"}, follow=True)
    assert "2 вопроса отобраны" in text(answer)
    assert "Отбирать нечего" in text(browser.post("/quality/agreement/draw/", {"count": "10"}, follow=True))
    assert "число от 1" in text(browser.post("/quality/agreement/draw/", {"count": "много"}, follow=True))


def test_agreement_is_told_with_its_bounds(lived):
    boris = person("boris", "moderator")
    marking.draw(marking.Period(NOW - timedelta(days=1), NOW + timedelta(days=1)), count=10, at=NOW)
    for row in Marking.objects.filter(kind="second").order_by("question"):
        marking.mark(
            row.pk, topic_code="im.12" if row.question_id == lived[0].pk else "im.03", by=boris, at=timezone.now()
        )
    page = text(entered().get("/quality/agreement/"))
    assert re.search(r"Группа тем 2 50 %", page)
    assert "Anna" in page
    assert "Boris" in page


def test_a_kept_version_is_put_back_with_a_reason():
    from_nightly = ModelVersion.objects.create(version="old", state="kept", is_starter=True, trained_at=NOW)
    browser = entered()
    assert "Вернуть версию old" in text(browser.get("/quality/versions/"))
    assert "почему меняется" in text(browser.post("/quality/versions/use/", {"version": "old"}, follow=True))
    answer = browser.post("/quality/versions/use/", {"version": "old", "why": "новая путает дворы"}, follow=True)
    assert "Теперь разбирает версия old" in text(answer)
    from_nightly.refresh_from_db()
    assert (from_nightly.state, from_nightly.reason) == ("in_use", "новая путает дворы")
    gone = browser.post("/quality/versions/use/", {"version": "no", "why": "x"}, follow=True)
    assert "Версии «no» нет" in text(gone)
