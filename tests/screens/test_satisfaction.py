"""«Удовлетворённость»: figures with their rows, a survey from its plan to its protocol, settings with a history."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from otklik.appeals.models import Event, Question
from otklik.citizens.models import Unmasking
from otklik.flow.answering import verdicts
from otklik.offices.models import Change, Person
from otklik.satisfaction import links, reopening
from otklik.satisfaction.models import Link, Rating, RatingReason, Survey, SurveyScript, Talk
from otklik.satisfaction.ratings import Said
from tests import region
from tests.flow.judged import answer
from tests.region import ROADS, RUBBISH, TOWN, person, send
from tests.screens.desk_factories import entered

pytestmark = pytest.mark.django_db
PHONE = "+7 912 000-00-0"


@pytest.fixture
def staff(db: None) -> dict[str, Person]:
    region.found()
    return {
        "admin": person("admin", "administrator"), "olga": person("olga", "sociologist"),
        "anna": person("anna", "sociologist"), "head": person("head", "head"),
        "worker": person("worker", "executor", body="roads"),
    }  # fmt: skip


@pytest.fixture
def questions(staff: dict[str, Person]) -> list[Question]:
    """Four answered an hour ago: a good and a bad verdict, two silent."""
    made, at = [], timezone.now() - timedelta(hours=1)
    for number in range(4):
        text, topic = (ROADS, "Дороги") if number < 3 else (RUBBISH, "Мусор/Свалки/ТКО")
        made += send(f"{text} {number}", topic=topic, territory=TOWN, author={"phone": f"{PHONE}{number}"}, at=at)
        answer(made[-1], staff["worker"], at=at)
    for question, said in zip(made, (Said(5, True), Said(1, False, ("late",), "Яма на месте")), strict=False):
        verdicts.hear(question_id=question.pk, source="page", said=said, by=None, at=at + timedelta(minutes=9))
    return made


def body(browser: Client, address: str) -> str:
    page = browser.get(address)
    assert page.status_code == 200, address
    return page.content.decode()


def begun(browser: Client, **changes: str) -> Survey:
    today = timezone.localdate().isoformat()
    form = {
        "kind": "control", "title": "Ноябрь", "script_code": "control", "since": today, "until": today, "per_body": "1",
        "attempts": "2", "pause_minutes": "60", "seed": "7", "quotas": "", "hours_code": "", **changes,
    }  # fmt: skip
    page = browser.post("/satisfaction/surveys/new/", form)
    assert page.status_code == 302, page.content.decode()
    return Survey.objects.latest("pk")


def test_the_page_tells_each_source_with_its_response(staff, questions) -> None:
    page = body(entered(staff["head"]), "/satisfaction/")
    assert "Удовлетворённость" in page and "Обзвоны" not in page.split("<main")[-1].split("quality-period")[0]
    assert "50&nbsp;%" in page or "50 %" in page
    assert "3,0" in page
    assert "Ответили поздно" in page
    assert "Яма на месте" in page
    assert "what=low" in page and "what=reopened" in page


def test_every_number_leads_to_its_rows(staff, questions) -> None:
    browser = entered(staff["olga"])
    low = body(browser, "/satisfaction/rows/?what=low&source=page")
    assert f"№ {questions[1].pk}<" in low and f"№ {questions[0].pk}<" not in low
    assert "1 из 5, не решено" in low
    assert "ответили поздно" in body(browser, "/satisfaction/rows/?what=answered&reason=late&source=page")
    assert f"№ {questions[2].pk}<" in body(browser, "/satisfaction/rows/?what=asked&source=page")
    assert f"№ {questions[1].pk}<" in body(browser, "/satisfaction/rows/?what=reopened")
    assert "Такого за эти дни нет" in body(browser, "/satisfaction/rows/?what=asked&source=phone")
    for nonsense in ("?what=zz&source=zz&body=zz&after=zz", "?from=2026-99-01", "?reason=%00"):
        assert browser.get(f"/satisfaction/rows/{nonsense}").status_code == 200


def test_a_limited_person_counts_their_own(staff, questions) -> None:
    analyst = person("narrow", "analyst", body="waste")
    page = body(entered(analyst), "/satisfaction/")
    assert "вашей области" in page
    assert "Яма на месте" not in page
    assert entered(analyst).get(f"/questions/{questions[0].pk}/verdicts/").status_code == 404


def test_no_answers_are_told_so(staff) -> None:
    assert "ответов не публиковали" in body(entered(staff["head"]), "/satisfaction/?from=2020-01-01&to=2020-01-02")


def test_a_plan_is_seen_before_it_is_begun(staff, questions) -> None:
    browser, today = entered(staff["olga"]), timezone.localdate().isoformat()
    form = {
        "kind": "poll", "title": "Опрос", "script_code": "poll", "since": today, "until": today, "per_body": "5",
        "attempts": "3", "pause_minutes": "60", "seed": "7", "preview": "1",
    }  # fmt: skip
    page = browser.post("/satisfaction/surveys/new/", form)
    told = page.content.decode()
    assert page.status_code == 200 and "Что будет вытянуто: 4" in told and "не хватит" in told
    assert not Survey.objects.exists()
    wrong = browser.post("/satisfaction/surveys/new/", {**form, "quotas": "нет 5", "per_body": "0"})
    assert wrong.status_code == 422 and "не прочитана" in wrong.content.decode()
    nobody = browser.post("/satisfaction/surveys/new/", {**form, "since": "2020-01-01", "until": "2020-01-02"})
    assert nobody.status_code == 200 and "спрашивать некого" in nobody.content.decode()
    del form["preview"]
    refused = browser.post("/satisfaction/surveys/new/", {**form, "since": "2020-01-01", "until": "2020-01-02"})
    assert refused.status_code == 422 and "Возьмите другой период" in refused.content.decode()


def test_a_talk_goes_from_the_phone_to_the_protocol(staff, questions) -> None:
    browser = entered(staff["olga"])
    survey = begun(browser)
    assert "Следующий звонок" in body(browser, f"/satisfaction/surveys/{survey.pk}/")
    taken = browser.post(f"/satisfaction/surveys/{survey.pk}/next/")
    talk = Talk.objects.get(held_by=staff["olga"])
    assert taken.headers["Location"] == f"/satisfaction/talks/{talk.pk}/"
    page = body(browser, f"/satisfaction/talks/{talk.pk}/")
    assert PHONE not in page and "Вопрос решён на деле?" in page and "Яму на улице Лесной" in page
    shown = browser.post(f"/satisfaction/talks/{talk.pk}/phone/")
    assert PHONE in shown.content.decode() and "no-store" in shown.headers["Cache-Control"]
    look = Unmasking.objects.get()
    assert look.by == staff["olga"] and "Ноябрь" in look.reason
    empty = browser.post(f"/satisfaction/talks/{talk.pk}/done/", {"comment": "молчит"})
    assert empty.status_code == 422 and "Не отмечено" in empty.content.decode() and "молчит" in empty.content.decode()
    done = browser.post(f"/satisfaction/talks/{talk.pk}/done/", {"solved": "нет", "stars": "2"}, follow=True)
    # The lot may fall on the one that its author has opened already.
    expected = "оценка сохранена" if talk.question_id == questions[1].pk else "снова в работе"
    assert expected in done.content.decode()
    assert "не решено" in body(browser, f"/satisfaction/talks/{talk.pk}/")
    results = body(browser, f"/satisfaction/surveys/{survey.pk}/")
    assert "1 из 2" in results and "100 %" in results
    assert "контрольный звонок" in body(browser, f"/questions/{talk.question_id}/verdicts/").lower()


def test_another_operator_sees_neither_the_phone_nor_the_form(staff, questions) -> None:
    olga, anna = entered(staff["olga"]), entered(staff["anna"])
    survey = begun(olga)
    olga.post(f"/satisfaction/surveys/{survey.pk}/next/")
    talk = Talk.objects.get(held_by=staff["olga"])
    assert "не у вас" in body(anna, f"/satisfaction/talks/{talk.pk}/")
    assert anna.post(f"/satisfaction/talks/{talk.pk}/phone/").status_code == 422
    assert anna.post(f"/satisfaction/talks/{talk.pk}/done/", {"solved": "да"}).status_code == 422
    assert not Unmasking.objects.exists()
    anna.post(f"/satisfaction/surveys/{survey.pk}/next/")
    assert Talk.objects.filter(held_by=staff["anna"]).exclude(pk=talk.pk).exists()


def test_calls_that_came_to_nothing_are_kept(staff, questions) -> None:
    browser = entered(staff["olga"])
    survey = begun(browser, per_body="2")

    def act(verb: str, **form: str) -> str:
        browser.post(f"/satisfaction/surveys/{survey.pk}/next/")
        talk = Talk.objects.get(held_by=staff["olga"])
        return browser.post(f"/satisfaction/talks/{talk.pk}/{verb}/", form, follow=True).content.decode()

    assert "Снова позвоним" in act("unreached")
    assert "отказались" in act("refused")
    tomorrow = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT12:00")
    assert "перезвонить" in act("later", when=tomorrow)
    assert "ждут своего часа" in browser.post(f"/satisfaction/surveys/{survey.pk}/next/", follow=True).content.decode()
    ended = browser.post(f"/satisfaction/surveys/{survey.pk}/end/", follow=True).content.decode()
    assert "закончен" in ended and "Следующий звонок" not in ended
    assert "закончен" in browser.post(f"/satisfaction/surveys/{survey.pk}/next/", follow=True).content.decode()
    assert "Ноябрь" in body(browser, "/satisfaction/surveys/")


def test_a_time_that_is_no_time_is_refused(staff, questions) -> None:
    browser = entered(staff["olga"])
    survey = begun(browser)
    browser.post(f"/satisfaction/surveys/{survey.pk}/next/")
    talk = Talk.objects.get(held_by=staff["olga"])
    for when in ("", "вчера", "2020-01-01T10:00"):
        assert browser.post(f"/satisfaction/talks/{talk.pk}/later/", {"when": when}).status_code == 422
    assert browser.post(f"/satisfaction/talks/{talk.pk}/zz/").status_code == 404


def test_a_visit_has_a_list_and_no_phone(staff, questions) -> None:
    browser = entered(staff["olga"])
    survey = begun(browser, kind="mystery", script_code="mystery")
    browser.post(f"/satisfaction/surveys/{survey.pk}/next/")
    talk = Talk.objects.get(held_by=staff["olga"])
    page = body(browser, f"/satisfaction/talks/{talk.pk}/")
    assert "Показать телефон" not in page and "Фото в ответе" in page
    browser.post(f"/satisfaction/talks/{talk.pk}/done/", {"solved": "нет", "done": "частично"})
    assert "Тайный гражданин" in body(browser, "/satisfaction/")


def test_the_link_of_an_author_is_made_void_and_anew(staff, questions) -> None:
    browser, number = entered(staff["admin"]), questions[0].pk
    first = links.address(questions[0], timezone.now())
    page = body(browser, f"/questions/{number}/verdicts/")
    assert "5 из 5, решено" in page and first not in page
    browser.post(f"/questions/{number}/verdicts/link/")
    assert Link.objects.get(question=number).revoked_at
    renewed = browser.post(f"/questions/{number}/verdicts/link/", {"renew": "1"})
    token = links.token_of(Link.objects.get(question=number))
    assert token in renewed.content.decode() and token not in first
    assert token not in str(list(Event.objects.filter(question=number).values_list("what", "why")))
    assert entered(staff["olga"]).post(f"/questions/{number}/verdicts/link/").status_code == 403


def test_the_rule_is_changed_on_its_page_with_a_history(staff) -> None:
    browser = entered(staff["admin"])
    form = {
        "stars_up_to": "3", "window_days": "10", "at_most": "1", "amount": "3", "unit": "calendar_days",
        "close_after_days": "7", "ask_after_days": "", "source": "Приказ № 5",
    }  # fmt: skip
    assert browser.post("/settings/verdicts/", form).status_code == 302
    assert reopening.rule().stars_up_to == 3
    page = body(browser, "/settings/verdicts/")
    assert "Приказ № 5" in page and "Ничего не сделано" in page
    assert Change.objects.filter(subject="reopen_rule", by=staff["admin"]).exists()
    wrong = browser.post("/settings/verdicts/", {**form, "ask_after_days": "9"})
    assert wrong.status_code == 422 and "после закрытия" in wrong.content.decode()


def test_reasons_and_scripts_are_settings(staff) -> None:
    browser = entered(staff["admin"])
    made = {"code": "dirty", "title": "Оставили мусор", "is_on": "on", "position": "65"}
    assert browser.post("/settings/verdicts/reasons/new/", made).status_code == 302
    assert browser.post("/settings/verdicts/reasons/new/", made).status_code == 422
    changed = {"title": "Оставили грязь", "position": "65"}
    assert browser.post("/settings/verdicts/reasons/dirty/", changed).status_code == 302
    row = RatingReason.objects.get(code="dirty")
    assert (row.title, row.is_on) == ("Оставили грязь", False)
    page = body(browser, "/settings/scripts/control/")
    assert "solved | Вопрос решён на деле?" in page
    script = {"title": "Свой", "kind": "poll", "lines": "solved | Решён? | да / нет\ncomment | Почему?", "is_on": "on"}
    assert browser.post("/settings/scripts/new/", {"code": "mine", **script}).status_code == 302
    assert [one["code"] for one in SurveyScript.objects.get(code="mine").script] == ["solved", "comment"]
    for lines, told in (("Решён?", "не прочитана"), ("stars | Сколько? | 1 / 5", "главного вопроса")):
        wrong = browser.post("/settings/scripts/mine/", {**script, "lines": lines})
        assert wrong.status_code == 422 and told in wrong.content.decode()
    assert "Свой" in body(browser, "/settings/scripts/")


def test_pages_ask_the_same_of_few_rows_and_of_many(staff, questions) -> None:
    browser = entered(staff["olga"])
    survey = begun(browser, per_body="3")
    pages = ("/satisfaction/", "/satisfaction/rows/?what=asked", "/satisfaction/surveys/",
             f"/satisfaction/surveys/{survey.pk}/", f"/questions/{questions[1].pk}/verdicts/")  # fmt: skip

    def counted() -> dict[str, int]:
        found = {}
        for page in pages:
            browser.get(page)
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(page).status_code == 200
            found[page] = len(queries)
        return found

    before = counted()
    at = timezone.now() - timedelta(minutes=30)
    for number in range(4):
        made = send(f"{ROADS} ещё {number}", topic="Дороги", territory=TOWN, at=at)[0]
        given = answer(made, staff["worker"], at=at)
        Rating.objects.create(question=made, answer=given, source="page", stars=1, reasons=["late"], at=at)
    begun(browser, title="Второй")
    assert counted() == before
    assert {page: number for page, number in before.items() if number > 20} == {}


def test_a_card_tells_of_the_second_answer_and_of_the_author(staff, questions) -> None:
    page = body(entered(staff["admin"]), f"/questions/{questions[1].pk}/")
    assert "Новый ответ" in page and "открыт снова" in page
    assert "1 из 5, не решено" in page and "<b>Открыт снова</b>" in page
    assert f"/questions/{questions[1].pk}/verdicts/" in page


def test_a_first_link_is_given_by_hand(staff) -> None:
    number = send(ROADS, topic="Дороги")[0].pk
    given = entered(staff["admin"]).post(f"/questions/{number}/verdicts/link/", {"renew": "1"})
    assert links.token_of(Link.objects.get(question=number)) in given.content.decode()
