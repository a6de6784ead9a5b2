"""The author's page: by a link alone, nothing of others, a rating that is followed at once."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from otklik.answers.models import Answer, Asking, Attachment, Contribution, Dispatch, Promise
from otklik.answers.papers import files
from otklik.appeals.models import Addition, Question
from otklik.appeals.states import Desk, State
from otklik.flow.desks import clarifying, desk, terms
from otklik.offices.models import Body
from otklik.satisfaction import links
from otklik.satisfaction.models import Link, Rating, Reopening
from otklik.screens import citizen
from otklik.screens.discreet import HideLinks
from tests import region
from tests.region import person
from tests.screens.citizen_kit import answered, asked, path, photo

pytestmark = pytest.mark.django_db
GOOD, BAD = {"is_solved": "yes", "stars": "5"}, {"is_solved": "no", "stars": "1", "comment": "Яма на месте"}


@pytest.fixture(autouse=True)
def _founded(db: None) -> None:
    region.found()


def opened(question: Question) -> str:
    page = Client().get(path(question))
    assert page.status_code == 200
    return page.content.decode()


def test_the_page_tells_what_was_asked_and_by_when_an_answer_is_due() -> None:
    question = asked("Позвоните Ивановой Марии Петровне 8 900 123-45-67: яма на дороге по улице Лесной, нужен ремонт")
    page = opened(question)
    assert f"Вопрос № {question.pk}" in page and "яма на дороге" in page
    assert "Управление дорог" in page and "Ответ до" in page
    assert "Ивановой" not in page and "123-45-67" not in page


def test_the_page_keeps_to_itself() -> None:
    page = Client().get(path(asked()))
    assert page["Cache-Control"] == "no-store" and page["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page["X-Robots-Tag"] and not page.cookies
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"] and page["X-Frame-Options"] == "DENY"


def test_a_link_that_opens_nothing_does_not_tell_why() -> None:
    expired, revoked = answered(asked()).question, asked("Яма на дороге у школы, ремонт дороги нужен")
    told = {path(expired), path(revoked)}
    Link.objects.filter(question=expired).update(expires_at=timezone.now() - timedelta(days=1))
    links.revoke(revoked, timezone.now())
    pages = [Client().get(one) for one in (*told, "/a/1-forged/", "/a/1-" + "A" * 32 + "/")]
    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1
    assert "Что можно сделать" in pages[0].content.decode()


def test_a_link_opens_no_other_question() -> None:
    mine, other = asked(), answered(asked("Яма на дороге у школы, ремонт дороги нужен"), "Чужой ответ")
    row = files.keep(
        photo(), question=other.question, side=Attachment.Side.BODY, answer=other, by=other.by, at=timezone.now()
    )
    assert "Чужой ответ" not in opened(mine)
    assert Client().get(path(mine, f"files/{row.pk}/")).status_code == 404


def test_an_answer_stands_with_its_files_and_promises_but_without_the_work_of_others() -> None:
    answer = answered(asked())
    now = timezone.now()
    own = files.keep(photo("ремонт.jpg"), question=answer.question, side="body", answer=answer, by=answer.by, at=now)
    theirs = files.keep(photo(), question=answer.question, side="author", by=None, at=now)
    Promise.objects.create(answer=answer, question=answer.question, words="заменим знак", due_at=now, verdict="kept")
    page = opened(answer.question)
    assert answer.text in page and "Управление дорог" in page and "заменим знак" in page and "выполнено" in page
    assert Client().get(path(answer.question, f"files/{own.pk}/")).status_code == 200
    assert Client().get(path(answer.question, f"files/{own.pk}/?small"))["Cache-Control"] == "no-store"
    assert Client().get(path(answer.question, f"files/{theirs.pk}/")).status_code == 404
    assert "Ваших файлов: 1" in page and "Worker" not in page


def test_a_part_of_a_co_executor_is_not_shown() -> None:
    answer, now = answered(asked()), timezone.now()
    part = Contribution.objects.create(
        question=answer.question,
        body=Body.objects.get(code="waste"),
        asked="Ваша часть?",
        asked_by=answer.by,
        asked_at=now,
        text="Черновик части",
    )
    row = files.keep(photo(), question=answer.question, side="body", contribution=part, by=answer.by, at=now)
    page = opened(answer.question)
    assert "Черновик части" not in page and "Ваша часть" not in page
    assert Client().get(path(answer.question, f"files/{row.pk}/")).status_code == 404


@pytest.mark.parametrize("state", [one for one in Answer.State.values if one != "published"])
def test_an_answer_on_its_way_is_not_shown(state: str) -> None:
    answer = answered(asked(), "Ещё не для автора", state=state, kind=Answer.Kind.INTERIM)
    assert "Ещё не для автора" not in opened(answer.question)


def test_an_answer_that_may_be_called_back_is_not_shown_yet() -> None:
    answer, now = answered(asked()), timezone.now()
    Dispatch.objects.create(
        question=answer.question,
        answer=answer,
        kind="answer",
        channel="api",
        subject="",
        text="",
        created_at=now,
        send_after=now + timedelta(minutes=1),
    )
    early = opened(answer.question)
    assert answer.text not in early and "Ответ отправляется" in early and "Оцените ответ" not in early
    assert Client().post(path(answer.question, "rate/"), {"answer": "0", **GOOD}).status_code == 409
    Dispatch.objects.update(send_after=now)
    late = opened(answer.question)
    assert answer.text in late and "Оцените ответ" in late


def test_an_interim_answer_is_read_and_not_rated() -> None:
    page = opened(answered(asked(), "Начнём 1 декабря.", kind=Answer.Kind.INTERIM, outcome="").question)
    assert "Промежуточный ответ" in page and "Начнём 1 декабря." in page and "Оцените ответ" not in page


def test_the_answer_to_a_joined_question_stands_with_the_files_of_the_first() -> None:
    head, joined = answered(asked()), asked("Яма на дороге у школы, ремонт дороги нужен")
    copy = answered(joined, head.text, same_as=head)
    row = files.keep(photo(), question=head.question, side="body", answer=head, by=head.by, at=timezone.now())
    assert Client().get(path(joined, f"files/{row.pk}/")).status_code == 200
    assert Client().post(path(joined, "rate/"), {"answer": copy.pk, **GOOD}).status_code == 200
    assert Rating.objects.get().answer_id == copy.pk and head.question.pk != joined.pk


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"state": State.NEW, "stage": "triage", "topic": None, "body": None}, "Сообщение принято"),
        ({"state": State.NEW, "waits_for": Desk.ROUTING}, "Определяем, кто должен ответить"),
        ({"state": State.SENT}, "Вопросом занимаются"),
        ({"state": State.TAKEN, "waits_for": Desk.APPROVAL}, "Ответ подготовлен, его проверяют"),
        ({"state": State.REJECTED}, "Вопрос не рассматривается"),
        ({"state": State.CLOSED, "result": "сделано"}, "Итог: сделано"),
    ],
)
def test_where_a_question_stands_is_told_in_plain_words(changes: dict[str, object], told: str) -> None:
    question = asked()
    Question.objects.filter(pk=question.pk).update(**changes)
    assert told in opened(question)


def test_a_question_closed_without_an_answer_may_be_rated() -> None:
    question, worker = asked(), person("worker", "executor", body="roads")
    assert desk.finish(question_ids=[question.pk], result="сделано", by=worker, at=timezone.now()).changed
    assert "Оцените ответ" in opened(question)
    page = Client().post(path(question, "rate/"), {"answer": "0", **BAD}).content.decode()
    assert "Вопрос снова в работе" in page and "Вы оценили: 1 из 5" in page


def test_a_good_rating_closes_the_question() -> None:
    answer = answered(asked())
    page = Client().post(path(answer.question, "rate/"), {"answer": answer.pk, **GOOD})
    answer.question.refresh_from_db()
    assert (page.status_code, answer.question.state) == (200, State.CLOSED)
    assert "Спасибо за оценку" in page.content.decode() and "5 из 5" in page.content.decode()


def test_a_low_rating_opens_it_again_and_tells_what_comes_next() -> None:
    answer = answered(asked())
    page = (
        Client()
        .post(path(answer.question, "rate/"), {"answer": answer.pk, "photos": [photo()], **BAD})
        .content.decode()
    )
    answer.question.refresh_from_db()
    assert answer.question.state in (State.SENT, State.TAKEN)
    assert Reopening.objects.get().rating_id == Rating.objects.get().pk
    assert "Вопрос снова в работе" in page and "новый ответ до" in page and "Яма на месте" in page
    assert Attachment.objects.get().side == "author"


def test_a_rating_needs_no_cookie_and_no_origin_for_the_token_is_the_proof() -> None:
    answer, browser = answered(asked()), Client(enforce_csrf_checks=True)
    sent = {"answer": answer.pk, **GOOD}
    assert browser.post(path(answer.question, "rate/"), sent, headers={"Origin": "null"}).status_code == 200
    assert browser.post("/a/1-forged/rate/", sent).status_code == 404


def test_what_people_wrote_stays_words() -> None:
    nasty = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    answer = answered(asked(), f"Ответ {nasty}")
    page = (
        Client().post(path(answer.question, "rate/"), {"answer": answer.pk, **BAD, "comment": nasty}).content.decode()
    )
    assert "<script>alert" not in page and "<img src=x" not in page and "&lt;script&gt;" in page


def test_a_second_rating_is_told_what_was_said_and_when() -> None:
    answer = answered(asked())
    Client().post(path(answer.question, "rate/"), {"answer": answer.pk, **BAD})
    again = Client().post(path(answer.question, "rate/"), {"answer": answer.pk, **GOOD})
    assert again.status_code == 409 and "уже оценён" in again.content.decode() and "1 из 5" in again.content.decode()
    assert Rating.objects.count() == 1


def test_a_rating_of_an_older_answer_asks_to_look_again() -> None:
    old = answered(asked())
    new = answered(old.question, "Второй ответ")
    page = Client().post(path(old.question, "rate/"), {"answer": old.pk, **GOOD})
    assert page.status_code == 409 and "ушёл дальше" in page.content.decode()
    assert not Rating.objects.exists() and new.text in page.content.decode()


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"stars": "5"}, "решён ли вопрос"),
        ({"is_solved": "yes"}, "от 1 до 5"),
        ({**GOOD, "stars": "9"}, "9"),
        ({**GOOD, "comment": "я" * 2001}, "сократите"),
        ({**GOOD, "reasons": ["no-such"]}, "выберите снова"),
    ],
)
def test_a_rating_with_a_flaw_says_what_to_do_and_keeps_what_was_typed(sent: dict[str, str], told: str) -> None:
    answer = answered(asked())
    page = Client().post(path(answer.question, "rate/"), {"answer": answer.pk, **sent})
    assert page.status_code == 422 and told in page.content.decode()
    assert not Rating.objects.exists()


def test_a_file_that_is_no_photo_loses_no_rating() -> None:
    answer, bad = answered(asked()), photo("virus.exe")
    bad.file.seek(0)
    bad.file.write(b"MZ" + b"\0" * 200)
    bad.file.seek(0)
    page = Client().post(path(answer.question, "rate/"), {"answer": answer.pk, "photos": [bad], **BAD})
    assert page.status_code == 422 and "Яма на месте" in page.content.decode()
    assert not Rating.objects.exists() and not Attachment.objects.exists()


def test_an_open_question_has_nothing_to_rate() -> None:
    question = asked()
    assert "Оцените ответ" not in opened(question)
    assert Client().post(path(question, "rate/"), {"answer": "", **GOOD}).status_code == 409
    assert not Rating.objects.exists()


def test_the_author_answers_what_they_are_asked() -> None:
    question, someone = asked(), person("moder", "moderator")
    clarifying.ask(question_ids=[question.pk], text="Какой дом?", by=someone, at=timezone.now())
    assert "Какой дом?" in opened(question) and "Ждём вашего ответа" in opened(question)
    page = Client().post(path(question, "tell/"), {"text": "Дом 7, телефон 8 900 123-45-67", "photos": [photo()]})
    question.refresh_from_db()
    assert page.status_code == 200 and "передан" in page.content.decode()
    assert question.waits_for != Desk.AUTHOR and Asking.objects.get().ending == "answered"
    assert Addition.objects.count() == 1 and Attachment.objects.get().side == "author"
    text = Question.objects.select_related("appeal").get(pk=question.pk).text
    assert "Дом 7" in text and "123-45-67" not in text


def test_an_answer_to_what_is_asked_no_more_is_refused() -> None:
    page = Client().post(path(asked(), "tell/"), {"text": "Дом 7"})
    assert page.status_code == 409 and "уже не ждут" in page.content.decode()
    assert not Addition.objects.exists()


def test_an_extended_term_is_told_in_words_for_the_author() -> None:
    question, boss = asked(legal_kind="appeal"), person("boss", "head")
    words, now = "внутренняя справка", timezone.now()
    assert terms.extend(question_ids=[question.pk], days=10, reason="request", words=words, by=boss, at=now).changed
    page = opened(question)
    assert "продлён до" in page and "направлен запрос в другой орган" in page and words not in page


def test_who_comes_too_often_waits(settings: object) -> None:
    question, browser = asked(), Client()
    settings.OTKLIK_LIMITS = {**settings.OTKLIK_LIMITS, "looks": "3/60"}
    answers = [browser.get(path(question)).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    late = browser.get(path(question))
    assert int(late["Retry-After"]) > 0 and "Слишком часто" in late.content.decode()


def test_who_guesses_links_waits(settings: object) -> None:
    settings.OTKLIK_LIMITS = {**settings.OTKLIK_LIMITS, "forged": "2/60"}
    assert [Client().get(f"/a/{n}-forged/").status_code for n in range(4)] == [404, 404, 429, 429]


def test_a_link_is_rated_only_so_often(settings: object) -> None:
    settings.OTKLIK_LIMITS = {**settings.OTKLIK_LIMITS, "link": "1/60"}
    answer = answered(asked())
    codes = [Client().post(path(answer.question, "rate/"), {"answer": answer.pk}).status_code for _ in range(2)]
    assert codes == [422, 429]


def test_the_log_does_not_tell_a_link() -> None:
    record = logging.LogRecord("x", 30, "", 0, "Not Found: %s", ("/a/7-secret_token/rate/",), None)
    HideLinks().filter(record)
    assert record.getMessage() == "Not Found: /a/…/rate/"


def test_a_page_asks_a_fixed_number_of_questions(django_assert_max_num_queries: object) -> None:
    answer, now = answered(asked()), timezone.now()
    for n in range(4):
        files.keep(photo(f"{n}.jpg"), question=answer.question, side="body", answer=answer, by=answer.by, at=now)
        Promise.objects.create(answer=answer, question=answer.question, words=f"{n}", begins=n, due_at=now)
    where = path(answer.question)
    with django_assert_max_num_queries(20):
        Client().get(where)


def test_a_page_is_light_enough_for_a_bad_phone() -> None:
    own = Path(citizen.__file__).parent.parent / "static" / "otklik"
    assert sum((own / name).stat().st_size for name in ("citizen.css", "citizen.js", "form.js", "form-map.js")) < 30_000
    page = opened(answered(asked()).question)
    assert len(page.encode()) < 15_000 and "tabler" not in page and "woff2" not in page
