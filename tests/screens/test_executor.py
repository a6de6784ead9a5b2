"""«Мои вопросы» and the editor: lists by term, buttons, two people, a co-executor's part, templates."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from otklik.answers.models import Answer, AnswerTemplate, ApprovalStep, Aside, Attachment, Contribution, Draft
from otklik.answers.writing import drafting
from otklik.appeals.models import Question
from otklik.deadlines.models import Clock
from otklik.facts.actions import refresh_now
from otklik.flow.answering import assigning, contributing
from otklik.offices.models import Person
from otklik.satisfaction.models import Rating, Reopening
from tests import region
from tests.region import ROADS, RUBBISH, person, send

pytestmark = [pytest.mark.django_db]
GOOD = (
    "Яму на улице Лесной отремонтировали 18 ноября 2026 года: срезали старое покрытие и уложили асфальт. Работала"
    " бригада Дорожного агентства. Машины больше не объезжают по тротуару. Если покрытие просядет, сообщите диспетчеру."
)


@pytest.fixture(autouse=True)
def founded(db: None) -> None:
    region.found()


@pytest.fixture
def anna() -> Person:
    return person("anna", "executor", body="roads")


@pytest.fixture
def boris() -> Person:
    return person("boris", "executor", body="roads")


def entered(someone: Person) -> Client:
    browser = Client()
    browser.force_login(someone)
    return browser


def a_question(by: Person | None = None, text: str = ROADS, due: timedelta | None = None) -> Question:
    """A question of the roads; in the hands of `by`; with a term of its own."""
    (question,) = send(text, topic="Дороги", at=timezone.now() - timedelta(hours=1))
    if due is not None:
        Clock.objects.filter(question=question).update(due_at=timezone.now() + due)
    if by is not None:
        assigning.take(question_ids=[question.pk], by=by, at=timezone.now())
    refresh_now([question.pk])
    return question


def read(browser: Client, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def numbers(page: str) -> list[int]:
    return [int(found) for found in re.findall(r'id="q(\d+)"', page)]


def sent(version: int = 0, **fields: Any) -> dict[str, Any]:
    return {"version": version, "text": "Яму засыпали 18 ноября, бригада Дорсервиса.", "kind": "final",
            "outcome": "solved", "template": "", "do": "save", **fields}  # fmt: skip


def write(browser: Client, question: Question, **fields: Any) -> Any:
    return browser.post(f"/mine/{question.pk}/", sent(**fields))


class TestDesk:
    def test_the_nearest_term_stands_first_and_the_day_is_told(self, anna):
        later = a_question(anna, due=timedelta(days=5))
        late = a_question(anna, ROADS + " 1", due=-timedelta(hours=2))
        free = a_question(None, ROADS + " 2", due=timedelta(days=2))
        page = read(entered(anna), "/mine/")
        assert numbers(page) == [late.pk, free.pk, later.pk]
        assert "просрочено <b>1</b>" in page and "Никто не взял" in page

    def test_what_waits_with_no_term_stands_last(self, anna):
        paused = a_question(anna)
        Clock.objects.filter(question=paused).delete()
        refresh_now([paused.pk])
        dated = a_question(anna, ROADS + " 1", due=timedelta(days=9))
        assert numbers(read(entered(anna), "/mine/")) == [dated.pk, paused.pk]

    def test_each_chip_narrows_to_its_part(self, anna, boris):
        own, free = a_question(anna), a_question(None, ROADS + " 1")
        a_question(boris, ROADS + " 2")
        browser = entered(anna)
        assert numbers(read(browser, "/mine/?part=own")) == [own.pk]
        assert numbers(read(browser, "/mine/?part=free")) == [free.pk]
        assert numbers(read(browser, "/mine/?part=rework")) == []
        assert "Таких вопросов нет" in read(browser, "/mine/?part=reopened")

    def test_returned_for_rework_and_opened_again_are_found(self, anna):
        question = a_question(anna)
        answer = drafting.open_for(question, by=anna, at=timezone.now())
        Answer.objects.filter(pk=answer.pk).update(state="returned")
        refresh_now([question.pk])
        page = read(entered(anna), "/mine/?part=rework")
        assert numbers(page) == [question.pk] and "На доработку" in page

    def test_pages_follow_one_another_without_gaps(self, anna, monkeypatch):
        made = {a_question(anna, f"{ROADS} {row}", due=timedelta(days=1 + row % 3)).pk for row in range(7)}
        monkeypatch.setattr("otklik.screens.executor.desk.PAGE", 3)
        browser, seen, address = entered(anna), [], "/mine/"
        while address:
            page = read(browser, address)
            seen += numbers(page)
            found = re.search(r'hx-get="(/mine/rows/[^"]+)"', page)
            address = found[1].replace("&amp;", "&") if found else ""
        assert len(seen) == 7 and set(seen) == made

    def test_a_place_edited_by_hand_is_told(self, anna):
        assert "не прочитано" in read(entered(anna), "/mine/?after=xx", 400)

    def test_taken_from_the_list_it_is_ones_own(self, anna):
        question = a_question()
        answer = entered(anna).post(f"/mine/{question.pk}/take/", {"version": ""})
        assert answer.status_code == 302
        assert Question.objects.get(pk=question.pk).assignee == anna

    def test_other_bodies_questions_are_not_here(self, anna):
        (rubbish,) = send(RUBBISH, topic="Мусор/Свалки/ТКО")
        assert numbers(read(entered(anna), "/mine/")) == []
        read(entered(anna), f"/mine/{rubbish.pk}/", 404)


class TestEditor:
    def test_a_text_is_saved_by_a_plain_form(self, anna):
        question = a_question(anna)
        assert write(entered(anna), question).status_code == 302
        answer = Answer.objects.get()
        assert (answer.text[:4], answer.outcome, answer.version, answer.by) == ("Яму ", "solved", 1, anna)
        assert "Яму засыпали" in read(entered(anna), f"/mine/{question.pk}/")

    def test_nobodys_question_is_read_until_it_is_taken(self, anna):
        question = a_question()
        page = read(entered(anna), f"/mine/{question.pk}/")
        assert "Взять в работу" in page and 'id="editor"' not in page

    def test_the_margin_ties_flaws_to_words(self, anna):
        question = a_question(anna)
        page = entered(anna).post(f"/mine/{question.pk}/margin/", sent(text="Решим в ближайшее время."))
        told = page.content.decode()
        assert "data-begins=" in told and "<meter" in told
        assert not Answer.objects.exists()

    def test_promises_are_shown_as_they_are_read(self, anna):
        question = a_question(anna)
        text = "Уложим асфальт до 15 июля 2027 года."
        told = entered(anna).post(f"/mine/{question.pk}/margin/", sent(text=text)).content.decode()
        assert "15 июля 2027" in told and "станет на контроль" in told

    def test_without_a_rule_the_answer_is_published_at_once(self, anna):
        question, browser = a_question(anna), entered(anna)
        ApprovalStep.objects.all().delete()
        answer = write(browser, question, text=GOOD, do="submit")
        assert (answer.status_code, Answer.objects.get().state) == (302, "published")
        assert Question.objects.get(pk=question.pk).state == "answered"
        assert "ответ опубликован" in read(browser, "/mine/")

    def test_a_flaw_that_stops_asks_for_a_reason_and_is_let_through_with_one(self, anna):
        question, browser = a_question(anna), entered(anna)
        ApprovalStep.objects.all().delete()
        rude = f"{GOOD} Сами виноваты."
        page = write(browser, question, text=rude, do="submit")
        codes = re.findall(r'name="(why-[a-z_]+)"', page.content.decode())
        assert (page.status_code, Answer.objects.get().state) == (422, "draft") and codes
        excused = dict.fromkeys(codes, "так просил сам автор")
        write(browser, question, version=1, text=rude, do="submit", **excused)
        assert Answer.objects.get().state == "published" and Answer.objects.get().excuses

    def test_a_machines_draft_is_not_sent_until_a_person_mends_it(self, anna):
        question = a_question(anna)
        answer = drafting.open_for(question, by=anna, at=timezone.now())
        drafting.put_machine(answer.pk, text=GOOD, by=anna, at=timezone.now())
        page = write(entered(anna), question, version=1, text=GOOD, do="submit")
        assert page.status_code == 409 and "написан программой, проверьте" in page.content.decode()
        assert Answer.objects.get().state == "draft"

    def test_an_empty_answer_is_not_sent(self, anna):
        question = a_question(anna)
        page = write(entered(anna), question, text=" ", do="submit")
        assert page.status_code == 409 and "Текст ответа пуст" in page.content.decode()

    def test_autosave_tells_the_next_version(self, anna):
        question, browser = a_question(anna), entered(anna)
        first = browser.post(f"/mine/{question.pk}/autosave/", sent()).json()
        second = browser.post(f"/mine/{question.pk}/autosave/", sent(version=first["version"], text="Иначе")).json()
        assert (first["version"], second["version"], Draft.objects.count()) == (1, 2, 1)

    def test_nothing_is_begun_by_an_empty_autosave(self, anna):
        question = a_question(anna)
        assert entered(anna).post(f"/mine/{question.pk}/autosave/", sent(text="")).json() == {"version": 0}
        assert not Answer.objects.exists()

    def test_a_question_taken_away_meanwhile_gives_the_words_back(self, anna):
        question = a_question(anna)
        Question.objects.filter(pk=question.pk).update(body=None)
        refresh_now([question.pk])
        page = write(entered(anna), question, text="Мой длинный ответ")
        assert page.status_code == 409 and "Мой длинный ответ" in page.content.decode()
        assert entered(anna).post(f"/mine/{question.pk}/autosave/", sent()).status_code == 409

    def test_versions_are_compared_and_taken_up_again(self, anna):
        question, browser = a_question(anna), entered(anna)
        write(browser, question, text="Яму засыпали щебнем.")
        write(browser, question, version=1, text="Яму засыпали асфальтом.")
        page = read(browser, f"/mine/{question.pk}/versions/")
        assert "<ins>асфальтом" in page and "<del>щебнем" in page
        browser.post(f"/mine/{question.pk}/versions/1/")
        assert Answer.objects.get().text == "Яму засыпали щебнем." and Answer.objects.get().version == 3

    def test_a_photo_is_refused_with_a_reason_or_kept(self, anna, settings, tmp_path):
        question, browser = a_question(anna), entered(anna)
        page = browser.post(
            f"/mine/{question.pk}/files/", {"file": SimpleUploadedFile("яма.jpg", b"MZ\x90 not a photo")}, follow=True
        )
        assert page.status_code == 200 and not Attachment.objects.exists()
        assert "is-error" in page.content.decode()


def test_opened_again_it_tells_what_was_answered_and_why_it_was_not_enough(anna):
    question = a_question(anna)
    answer = drafting.open_for(question, by=anna, at=timezone.now())
    Answer.objects.filter(pk=answer.pk).update(state="published", text="Прежний текст", published_at=timezone.now())
    rating = Rating.objects.create(
        question=question, answer=answer, source="page", stars=2, is_solved=False, comment="Яма на месте",
        at=timezone.now(),
    )  # fmt: skip
    Reopening.objects.create(question=question, answer=answer, rating=rating, number=1, at=timezone.now())
    refresh_now([question.pk])
    page = read(entered(anna), f"/mine/{question.pk}/")
    assert "оценка 2 из 5, не решено" in page and "Яма на месте" in page and "Прежний текст" in page


class TestTwoPeople:
    def test_the_second_sees_who_edits_and_can_not_write(self, anna, boris):
        question = a_question(anna)
        entered(anna).post(f"/mine/{question.pk}/lease/", sent())
        page = read(entered(boris), f"/mine/{question.pk}/")
        assert "правит <b>Anna</b>" in page and "Взять себе" not in page

    def test_when_the_lease_has_run_out_it_can_be_taken_over(self, anna, boris):
        question = a_question(anna)
        entered(anna).post(f"/mine/{question.pk}/lease/", sent())
        Answer.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        assert "Взять себе" in read(entered(boris), f"/mine/{question.pk}/")
        entered(boris).post(f"/mine/{question.pk}/seize/", {})
        assert Question.objects.get(pk=question.pk).assignee == boris

    def test_a_stale_save_shows_both_texts_side_by_side(self, anna, boris):
        question = a_question(anna)
        write(entered(anna), question, text="Общее начало")
        Answer.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        entered(boris).post(f"/mine/{question.pk}/seize/", {})
        write(entered(boris), question, version=1, text="Общее начало Бориса")
        Answer.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        write(entered(anna), question, version=1, text="Общее начало Анны")
        page = read(entered(anna), f"/mine/{question.pk}/")
        assert "Ваш текст сохранён отдельно" in page and "<ins>Анны" in page and "<del>Бориса" in page
        assert Answer.objects.get().text == "Общее начало Бориса"

    def test_its_author_puts_it_in_or_lets_it_go(self, anna, boris):
        question = a_question(anna)
        answer = drafting.open_for(question, by=anna, at=timezone.now())
        aside = Aside.objects.create(answer=answer, over=0, text="Моё", at=timezone.now(), by=anna)
        entered(boris).post(f"/mine/{question.pk}/asides/{aside.pk}/", {"do": "take"})
        assert Answer.objects.get().text == ""
        entered(anna).post(f"/mine/{question.pk}/asides/{aside.pk}/", {"do": "take"})
        assert Answer.objects.get().text == "Моё" and not drafting.asides(answer, anna)

    def test_a_refused_autosave_says_the_text_is_kept(self, anna, boris):
        question = a_question(anna)
        write(entered(anna), question)
        told = entered(boris).post(f"/mine/{question.pk}/autosave/", sent(version=1, text="Борис"))
        assert told.status_code == 409 and told.json()["is_kept"] and Aside.objects.get().text == "Борис"


class TestTemplates:
    def test_those_of_the_topic_stand_before_the_general_ones(self, anna):
        page = read(entered(anna), f"/mine/{a_question(anna).pk}/")
        assert page.index("Яма на дороге: отремонтирована") < page.index("Решено: что, кто и когда сделал")
        assert "Мусор вывезен" not in page

    def test_an_obligatory_field_is_asked_for_beside_it(self, anna):
        question, browser = a_question(anna), entered(anna)
        template = AnswerTemplate.objects.get(code="any-solved")
        page = write(browser, question, text="", template=template.pk, do="compose", **{"f-что_сделано": "засыпали"})
        told = page.content.decode()
        assert page.status_code == 422 and 'aria-invalid="true"' in told and 'value="засыпали"' in told

    def test_filled_fields_make_the_text_and_the_outcome(self, anna):
        question, browser = a_question(anna), entered(anna)
        template = AnswerTemplate.objects.get(code="any-solved")
        blanks = {f"f-{one['name']}": one["hint"] for one in template.fields}
        write(browser, question, text="Прежний текст", outcome="", template=template.pk, do="compose", **blanks)
        answer = Answer.objects.get()
        assert template.fields[0]["hint"] in answer.text and answer.outcome == "solved" and "{" not in answer.text
        assert drafting.text_of(answer, 1) == "Прежний текст"

    def test_fields_come_when_a_template_is_chosen(self, anna):
        question = a_question(anna)
        template = AnswerTemplate.objects.get(code="any-planned")
        page = read(entered(anna), f"/mine/{question.pk}/blanks/?template={template.pk}")
        assert 'name="f-срок"' in page


class TestParts:
    def test_a_co_executor_sees_a_small_form_and_the_lead_the_part(self, anna):
        clara, question = person("clara", "executor", body="waste"), a_question(anna)
        entered(anna).post(f"/mine/{question.pk}/ask-part/", {"body": "waste", "asked": "Когда вывезете?"})
        desk_page = read(entered(clara), "/mine/?part=asked")
        assert numbers(desk_page) == [question.pk] and "Нас просят: Когда вывезете?" in desk_page
        page = read(entered(clara), f"/mine/{question.pk}/")
        assert "ваша часть ответа" in page and 'id="editor"' not in page
        part = Contribution.objects.get()
        entered(clara).post(f"/mine/{question.pk}/parts/{part.pk}/", {"text": "Вывезем 20 ноября"})
        assert "Вывезем 20 ноября" in read(entered(anna), f"/mine/{question.pk}/")
        write(entered(anna), question, text="Отвечаем.", do=f"part-{part.pk}")
        assert "По сведениям органа «Оператор отходов»: Вывезем 20 ноября" in Answer.objects.get().text

    def test_an_empty_part_is_told_and_what_was_typed_stays(self, anna):
        clara, question = person("clara", "executor", body="waste"), a_question(anna)
        contributing.ask(question_ids=[question.pk], body_code="waste", asked="Что?", by=anna, at=timezone.now())
        part = Contribution.objects.get()
        page = entered(clara).post(f"/mine/{question.pk}/parts/{part.pk}/", {"text": "а" * 5001})
        assert page.status_code == 422 and "длиннее" in page.content.decode() and "а" * 5001 in page.content.decode()
        assert entered(anna).post(f"/mine/{question.pk}/parts/{part.pk}/", {"text": "Да"}).status_code == 404


@pytest.mark.parametrize(("verb", "form", "told"), [
    ("put-back", {}, "/mine/"),
    ("hand-back", {"reason": "territory"}, "/mine/"),
    ("ask", {"text": "Уточните дом."}, "/mine/{}/"),
])  # fmt: skip
def test_an_act_of_the_page_leads_on(anna, verb, form, told):
    question = a_question(anna)
    answer = entered(anna).post(f"/mine/{question.pk}/{verb}/", form)
    assert (answer.status_code, answer.url) == (302, told.format(question.pk))


def test_undo_from_ones_own_desk_comes_back_to_it(anna):
    question = a_question()
    act = assigning.take(question_ids=[question.pk], by=anna, at=timezone.now())
    answer = entered(anna).post(f"/acts/{act.id}/undo/", {"from": "mine"})
    assert answer.url == "/mine/" and Question.objects.get(pk=question.pk).assignee is None


def test_what_was_typed_into_a_refused_form_stays(anna):
    question = a_question(anna)
    page = entered(anna).post(f"/mine/{question.pk}/ask-part/", {"body_words": "нигде", "asked": "Когда вывезете?"})
    told = page.content.decode()
    assert page.status_code == 422 and "Когда вывезете?" in told and 'value="нигде"' in told
