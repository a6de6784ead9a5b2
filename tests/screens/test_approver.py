"""The page «Согласование»: the queue by term, one answer, what the forms do, several at once, who sees what."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from otklik.answers.models import Answer, Approval, ApprovalRule, ApprovalStep
from otklik.answers.writing import drafting
from otklik.appeals.models import Question
from otklik.flow.answering import approval
from otklik.offices import absences
from otklik.offices.models import Person
from otklik.screens.approver import marking
from otklik.screens.approver.marking import Span
from tests import region
from tests.region import ROADS, TOWN, person, send
from tests.screens.desk_factories import entered
from tests.sent_answers import EXCUSES, GOOD, fresh, matrix, say, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


@pytest.fixture
def founded(db: None) -> None:
    region.found()


@pytest.fixture
def curator() -> Person:
    return person("curator", "curator", body="roads")


@pytest.fixture
def executor() -> Person:
    return person("exec", "executor", body="roads")


@pytest.fixture
def browser(curator: Person) -> Client:
    return entered(curator)


def waiting(executor: Person, count: int = 1, *, text: str = GOOD, **kept: str) -> list[Answer]:
    """Answers on approval, sent now."""
    made = send(*(f"{ROADS} {text[:5]} {number}" for number in range(count)), topic="Дороги", territory=TOWN)
    answers = [written(one, executor, text=f"{text} {one.pk}.", **kept) for one in made]
    for answer in answers:
        act = approval.submit(answer_id=answer.pk, by=executor, at=timezone.now(), reasons=EXCUSES)
        assert act.changed, act.refused
    return answers


def page(browser: Client, answer: Answer) -> str:
    return browser.get(f"/approvals/{say(answer).pk}/").content.decode()


def post(browser: Client, answer: Answer, verb: str, **form: str) -> object:
    kept = {"version": str(answer.version), **form}
    return browser.post(f"/approvals/{say(answer).pk}/{verb}/", kept)


def test_the_queue_shows_what_waits_for_the_person(browser: Client, executor: Person) -> None:
    answers = waiting(executor, 3)
    queue = browser.get("/approvals/").content.decode()
    assert all(f"/approvals/{say(one).pk}/" in queue for one in answers)
    assert "всего <b>3</b>" in queue
    stranger = entered(person("stranger", "curator", body="waste")).get("/approvals/").content.decode()
    assert "Согласовывать нечего" in stranger


def test_the_days_line_narrows_the_queue(browser: Client, executor: Person) -> None:
    late, soon = waiting(executor, 2)
    Approval.objects.filter(answer=late).update(due_at=timezone.now() - timedelta(days=2))
    queue = browser.get("/approvals/?term=late").content.decode()
    assert "просрочено <b>1</b>" in queue
    assert f"/approvals/{say(late).pk}/" in queue and f"/approvals/{say(soon).pk}/" not in queue


def test_the_queue_asks_as_much_of_ten_as_of_two(browser: Client, executor: Person) -> None:
    counts = []
    for number in (2, 8):
        waiting(executor, number)
        browser.get("/approvals/")
        with CaptureQueriesContext(connection) as queries:
            browser.get("/approvals/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16, counts


def test_one_answer_shows_its_question_the_checks_and_who_approves(browser: Client, executor: Person) -> None:
    (answer,) = waiting(executor, text="В ближайшее время вопрос будет решён. Яму заделаем до 15 декабря 2026 года")
    shown = page(browser, answer)
    for part in ("Яма на дороге", "Яму заделаем", "Кто согласует", "Curator", "Ответ на сообщение", "Обещания",
                 "15 декабря 2026", "Согласовать и опубликовать"):  # fmt: skip
        assert part in shown, part


def test_one_page_asks_a_fixed_number_of_questions(browser: Client, executor: Person) -> None:
    answer, *_ = waiting(executor, 3)
    with CaptureQueriesContext(connection) as queries:
        page(browser, answer)
    assert len(queries) <= 45, len(queries)


def test_approved_from_the_page_the_answer_goes_out_and_the_next_opens(browser: Client, executor: Person) -> None:
    first, second = waiting(executor, 2)
    answered = post(browser, first, "approve")
    assert answered.url == f"/approvals/{say(second).pk}/"
    assert fresh(first).state == "published"
    assert post(browser, second, "approve").url == "/approvals/"


def test_returned_from_the_page_with_reason_words_and_term(browser: Client, executor: Person) -> None:
    (answer,) = waiting(executor)
    assert post(browser, answer, "return", reason="no-evidence", words="нужно фото", days="2").status_code == 302
    assert (fresh(answer).state, fresh(answer).returns) == ("returned", 1)


def test_a_refused_form_keeps_what_was_typed(browser: Client, executor: Person) -> None:
    (answer,) = waiting(executor)
    answered = post(browser, answer, "return", reason="", words="очень длинное объяснение")
    shown = answered.content.decode()
    assert answered.status_code == 422
    assert "Причина не выбрана" in shown and "очень длинное объяснение" in shown


def test_a_correction_from_the_page_is_published_and_shown(browser: Client, executor: Person, curator: Person) -> None:
    rule = matrix((1, "curator"))
    ApprovalStep.objects.create(rule=rule, ordinal=2, role="approver")
    boss = person("boss", "approver", body="roads")
    (answer,) = waiting(executor)
    assert post(browser, answer, "correct", text=answer.text.replace("Здравствуйте", "Добрый день")).status_code == 302
    shown = page(entered(boss), answer)
    assert "Исправлено согласующим" in shown and "<ins>Добрый день!" in shown and "<del>Здравствуйте!" in shown


def test_what_changed_since_the_return_is_shown(browser: Client, executor: Person) -> None:
    (answer,) = waiting(executor)
    post(browser, answer, "return", reason="tone", words="мягче")
    again = fresh(answer)
    approver_text = again.text + " Приносим извинения за неудобства."
    drafting.save(again.pk, text=approver_text, filled={}, outcome="solved", kind="final", version=again.version,
                  by=executor, at=timezone.now())  # fmt: skip
    approval.submit(answer_id=again.pk, by=executor, at=timezone.now(), reasons=EXCUSES)
    shown = page(browser, again)
    assert "Изменено после возврата" in shown and "Приносим извинения" in shown and "мягче" in shown


def test_a_promise_may_be_corrected_before_it_is_published(browser: Client, executor: Person) -> None:
    (answer,) = waiting(executor, text=f"{GOOD} Ограждение поставим до 15 декабря 2026 года")
    begins = fresh(answer).text.index("до 15 декабря")
    day = (timezone.localdate() + timedelta(days=40)).isoformat()
    assert post(browser, answer, "promise", begins=str(begins), due_on=day).status_code == 302
    assert "исправлено: Curator" in page(browser, answer)
    assert post(browser, answer, "promise", begins="999", due_on=day).status_code == 422


def test_short_answers_without_flaws_are_approved_together(browser: Client, executor: Person) -> None:
    answers = waiting(executor, 2)
    Answer.objects.update(flaws=[], excuses={})
    queue = browser.get("/approvals/").content.decode()
    keys = [f"{say(one).pk}-{one.version}" for one in answers]
    assert all(f'value="{key}"' in queue for key in keys)
    answered = browser.post("/approvals/bulk/", {"say": [*keys, "нечто"]}, follow=True)
    assert "Согласовано: 2 ответа" in answered.content.decode()
    assert {fresh(one).state for one in answers} == {"published"}


def test_marked_in_a_version_that_is_no_longer_is_left(browser: Client, executor: Person) -> None:
    (answer,) = waiting(executor)
    answered = browser.post("/approvals/bulk/", {"say": [f"{say(answer).pk}-{answer.version + 1}"]}, follow=True)
    assert "изменился" in answered.content.decode()
    assert fresh(answer).state == "approval"


def test_nothing_marked_says_so(browser: Client) -> None:
    assert "Ни один ответ не отмечен" in browser.post("/approvals/bulk/", follow=True).content.decode()


def test_an_answer_with_flaws_is_not_offered_in_bulk(browser: Client, executor: Person) -> None:
    waiting(executor)
    Answer.objects.update(flaws=[["bureaucratese", "warn"]])
    assert "Короткие без замечаний" not in browser.get("/approvals/").content.decode()
    assert "замечаний: 1" in browser.get("/approvals/").content.decode()


def test_out_of_scope_an_answer_is_not_found(executor: Person, curator: Person) -> None:
    (answer,) = waiting(executor)
    stranger = entered(person("stranger", "approver", body="waste"))
    row = say(answer)
    assert stranger.get(f"/approvals/{row.pk}/").status_code == 404
    assert stranger.post(f"/approvals/{row.pk}/approve/", {"version": "1"}).status_code == 404
    assert stranger.post(f"/approvals/answers/{answer.pk}/recall/").status_code == 404


def test_who_may_only_read_sees_no_forms(executor: Person, curator: Person) -> None:
    (answer,) = waiting(executor)
    shown = page(entered(person("analyst", "analyst")), answer)
    assert "Вам он открыт для чтения" in shown and "edit-return" not in shown


def test_a_deputy_finds_the_answers_of_who_is_away(executor: Person, curator: Person) -> None:
    deputy, today = person("deputy", "executor", body="roads"), timezone.localdate()
    absences.save_absence(person=curator, since=today, until=today, deputy=deputy, note="", by=curator,
                          at=timezone.now())  # fmt: skip
    (answer,) = waiting(executor)
    browser = entered(deputy)
    assert "за Curator" in browser.get("/approvals/").content.decode()
    assert post(browser, answer, "approve").status_code == 302
    assert fresh(answer).state == "published"


def test_the_executor_recalls_from_the_card_and_the_approver_recalls_publication(
    executor: Person, curator: Person
) -> None:
    first, second = waiting(executor, 2)
    browser = entered(executor)
    assert browser.post(f"/approvals/answers/{first.pk}/recall/").url == f"/questions/{first.question_id}/"
    assert fresh(first).state == "draft"
    post(entered(curator), second, "approve")
    entered(curator).post(f"/approvals/answers/{second.pk}/recall/")
    assert fresh(second).state == "draft"


def test_the_card_tells_of_the_answer(browser: Client, executor: Person) -> None:
    (answer,) = waiting(executor)
    card = browser.get(f"/questions/{answer.question_id}/").content.decode()
    assert "На согласовании" in card and "ждём: Curator" in card
    post(browser, answer, "approve")
    card = browser.get(f"/questions/{answer.question_id}/").content.decode()
    assert "Опубликован" in card and "Ждёт отправки" in card and "Яму на улице Лесной заделали" in card


def test_a_card_without_an_answer_has_no_box(browser: Client) -> None:
    (question,) = send(ROADS, topic="Дороги", territory=TOWN)
    assert "answer-title" not in browser.get(f"/questions/{question.pk}/").content.decode()
    assert Question.objects.count() == 1


def test_the_rule_that_sent_it_is_told(browser: Client, executor: Person) -> None:
    ApprovalRule.objects.filter(title="Ответ на сообщение").update(title="Регламент № 7")
    (answer,) = waiting(executor)
    assert "Регламент № 7" in page(browser, answer)


CUTS = [
    ([], ["abcdef"], "nothing is said"),
    ([Span(1, 3, "risk", "x")], ["a", "bc", "def"], "one place"),
    ([Span(1, 3, "risk", "x"), Span(2, 5, "danger", "y")], ["a", "bc", "def"], "of two that meet the first"),
    ([Span(0, 0, "risk", "x"), Span(4, 99, "risk", "y")], ["abcdef"], "the whole, or out of the text"),
]


@pytest.mark.parametrize(("spans", "expected", "reason"), CUTS)
def test_the_text_is_cut_without_losing_a_letter(spans: list[Span], expected: list[str], reason: str) -> None:
    assert [piece.text for piece in marking.pieces("abcdef", spans)] == expected, reason
