"""A verdict closes a question or opens it again for somebody else, with a term of its own; nothing of it is lost."""

from datetime import timedelta

import pytest

from otklik.answers.models import Answer, Dispatch, NoticeText
from otklik.appeals.models import Event, Question
from otklik.appeals.states import State
from otklik.deadlines.models import Clock, Passage
from otklik.facts.models import Fact
from otklik.flow import run
from otklik.flow.answering import verdicts
from otklik.flow.desks import desk
from otklik.flow.desks.desk import DeskError
from otklik.flow.models import Reminder
from otklik.intake import actions as intake
from otklik.offices.models import Person
from otklik.satisfaction import links, reopening
from otklik.satisfaction.links import LinkError
from otklik.satisfaction.models import Rating, Reopening, ReopenRule
from otklik.satisfaction.ratings import RatedAlready, RatingError, Said
from otklik.satisfaction.reopening import Outcome
from tests.flow.judged import ANSWERED_AT, answer
from tests.region import AT, ROADS, TOWN, letter, person, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]
SOON = ANSWERED_AT + timedelta(hours=5)
UNSOLVED, SOLVED = Said(2, False, ("not_done",), "Яма на месте"), Said(5, True)


@pytest.fixture
def executor() -> Person:
    person("kurator", "curator", body="roads")
    person("second", "executor", body="roads")
    return person("first", "executor", body="roads")


@pytest.fixture
def question(executor: Person) -> Question:
    made = send(ROADS, topic="Дороги", territory=TOWN, author={"phone": "+7 912 000-00-01"})[0]
    answer(made, executor)
    return Question.objects.get(pk=made.pk)


def hear(question: Question, said: Said, *, at=SOON, source=Rating.Source.PAGE, by=None) -> verdicts.Heard:
    return verdicts.hear(question_id=question.pk, source=source, said=said, by=by, at=at)


def test_a_solved_question_is_closed_with_the_authors_word(question: Question) -> None:
    heard = hear(question, SOLVED)
    question.refresh_from_db()
    assert (heard.outcome, question.state, question.result) == (Outcome.CLOSE, State.CLOSED, "решено")
    fact = Fact.objects.get(pk=question.pk)
    assert (fact.stars, fact.is_solved, fact.is_open) == (5, True, False)


def test_an_unsolved_question_goes_to_somebody_else_with_a_new_term(question: Question, executor: Person) -> None:
    first = Clock.objects.get(question=question, kind=Clock.Kind.ANSWER)
    heard = hear(question, UNSOLVED)
    question.refresh_from_db()
    again = Reopening.objects.get(question=question)
    second = Clock.objects.get(question=question, kind=Clock.Kind.ANSWER, ordinal=2)
    assert (heard.outcome, question.state, question.assignee) == (Outcome.REOPEN, State.SENT, None)
    assert (again.not_by, again.number, again.due_at) == (executor, 1, second.due_at)
    assert second.done_at is None and first.done_at == ANSWERED_AT
    assert (second.amount, second.unit, second.policy_id) == (5, "working_days", first.policy_id)
    fact = Fact.objects.get(pk=question.pk)
    assert (fact.due_at, fact.due_kind, fact.reopened, fact.is_open) == (second.due_at, "answer", 1, True)
    assert fact.answer_due_at == second.due_at and fact.answer_done_at is None


def test_a_reopening_is_told_to_the_others_the_curator_and_the_author(question: Question, executor: Person) -> None:
    hear(question, UNSOLVED)
    told = set(Reminder.objects.filter(question=question).values_list("person__login", flat=True))
    assert told == {"second", "kurator"}
    notice = Dispatch.objects.get(question=question, phase=Passage.Phase.EXECUTION)
    assert "снова в работе" in notice.text and "до 2" in notice.text
    kinds = list(Event.objects.filter(question=question).order_by("pk").values_list("kind", flat=True))[-2:]
    assert kinds == ["rated", "reopened"]
    assert "Яма на месте" not in str(list(Event.objects.filter(question=question).values_list("what", "why")))


def test_the_only_executor_is_told_though_they_answered(executor: Person) -> None:
    Person.objects.filter(login__in=("second", "kurator")).update(is_active=False)
    made = send(ROADS, topic="Дороги", territory=TOWN)[0]
    answer(made, executor)
    hear(made, UNSOLVED)
    assert set(Reminder.objects.values_list("person__login", flat=True)) >= {"first"}


def test_a_second_click_changes_nothing_and_is_told_what_was_said(question: Question) -> None:
    hear(question, UNSOLVED)
    with pytest.raises(RatedAlready, match="2 из 5, не решено"):
        hear(question, SOLVED, at=SOON + timedelta(seconds=1))
    question.refresh_from_db()
    assert (question.state, Reopening.objects.count(), Rating.objects.count()) == (State.SENT, 1, 1)


CASES = (
    # stars, solved, days after the answer, times before, what comes, why
    (5, None, 1, 0, Outcome.CLOSE, "good stars are a solved question"),
    (4, None, 1, 0, Outcome.CLOSE, "four is good"),
    (3, None, 1, 0, Outcome.KEEP, "neither good nor bad: a person's silence decides"),
    (2, None, 1, 0, Outcome.REOPEN, "as low as the rule says"),
    (None, False, 1, 0, Outcome.REOPEN, "not solved is enough"),
    (5, False, 1, 0, Outcome.REOPEN, "a polite author whose hole is still there"),
    (1, True, 1, 0, Outcome.CLOSE, "solved, though slowly and rudely: there is nothing to do anew"),
    (1, False, 30, 0, Outcome.REOPEN, "the last day of the window"),
    (1, False, 31, 0, Outcome.TOO_LATE, "after the window"),
    (1, False, 1, 2, Outcome.TOO_OFTEN, "opened as often as may be"),
)


@pytest.mark.parametrize(("stars", "is_solved", "days", "times", "expected", "why"), CASES)
def test_the_rule_says_what_comes_of_a_verdict(stars, is_solved, days, times, expected, why) -> None:
    verdict = reopening.Verdict(stars, is_solved, ANSWERED_AT, ANSWERED_AT + timedelta(days=days), times)
    assert reopening.outcome(reopening.rule(), verdict) is expected, why


def test_beyond_the_rule_the_curator_and_the_author_are_told(question: Question, executor: Person) -> None:
    for number in (1, 2):
        at = SOON + timedelta(days=number)
        hear(question, UNSOLVED, at=at)
        answer(question, executor, at=at + timedelta(hours=1))
    heard = hear(question, UNSOLVED, at=SOON + timedelta(days=5))
    question.refresh_from_db()
    assert (heard.outcome, question.state, Reopening.objects.count()) == (Outcome.TOO_OFTEN, State.ANSWERED, 2)
    assert Reminder.objects.filter(person__login="kurator", words__contains="недоволен").exists()
    assert Dispatch.objects.filter(question=question, text__contains="прокуратуре").exists()


def test_after_the_window_nothing_is_opened(question: Question) -> None:
    heard = hear(question, UNSOLVED, at=ANSWERED_AT + timedelta(days=40))
    question.refresh_from_db()
    assert (heard.outcome, question.state) == (Outcome.TOO_LATE, State.ANSWERED)
    assert "новое сообщение" in heard.words


def test_a_second_answer_may_be_rated_again_and_closes(question: Question, executor: Person) -> None:
    hear(question, UNSOLVED)
    second = Person.objects.get(login="second")
    answer(question, second, at=SOON + timedelta(days=1))
    hear(question, SOLVED, at=SOON + timedelta(days=2))
    question.refresh_from_db()
    assert (question.state, Rating.objects.count()) == (State.CLOSED, 2)


def test_a_control_call_opens_what_silence_closed(question: Question, executor: Person) -> None:
    verdicts.close_silent(ANSWERED_AT + timedelta(days=15))
    hear(question, Said(None, False), source=Rating.Source.CONTROL, by=executor, at=ANSWERED_AT + timedelta(days=16))
    question.refresh_from_db()
    assert (question.state, question.closed_at, question.result) == (State.SENT, None, "")


def test_another_source_speaks_of_a_question_in_work_and_moves_nothing(question: Question) -> None:
    hear(question, UNSOLVED)
    heard = hear(question, SOLVED, source=Rating.Source.PHONE, at=SOON + timedelta(days=1))
    question.refresh_from_db()
    assert (heard.outcome, question.state, Rating.objects.count()) == (Outcome.KEEP, State.SENT, 2)


def test_a_question_closed_without_an_answer_row_is_judged_too(executor: Person) -> None:
    made = send(ROADS, topic="Дороги", territory=TOWN)[0]
    boss = person("boss", "administrator")
    desk.finish(question_ids=[made.pk], result="заделали", by=boss, at=ANSWERED_AT)
    heard = hear(made, UNSOLVED)
    assert heard.outcome is Outcome.REOPEN
    assert Reopening.objects.get().not_by == boss
    with pytest.raises(RatedAlready):
        hear(made, UNSOLVED)


def test_an_act_before_the_verdict_cannot_be_undone(executor: Person) -> None:
    made = send(ROADS, topic="Дороги", territory=TOWN)[0]
    boss = person("boss", "administrator")
    act = desk.finish(question_ids=[made.pk], result="заделали", by=boss, at=ANSWERED_AT)
    hear(made, UNSOLVED)
    undone = desk.undo(act_id=act.id, by=boss, at=SOON)
    assert undone.changed == ()
    assert "оценил" in undone.refused[0].reason


def test_an_answer_that_is_not_given_cannot_be_rated(executor: Person) -> None:
    made = send(ROADS, topic="Дороги", territory=TOWN)[0]
    with pytest.raises(RatingError, match="Ответа ещё нет"):
        hear(made, SOLVED)


WRONG = (
    (Said(), "Не сказано главное"),
    (Said(stars=6), "от 1 до 5"),
    (Said(stars=0), "от 1 до 5"),
    (Said(stars=1, reasons=("нет такой",)), "нет в списке"),
    (Said(stars=1, comment="а" * 2001), "длиннее 2000"),
)


@pytest.mark.parametrize(("said", "told"), WRONG)
def test_a_rating_that_cannot_be_says_why(question: Question, said: Said, told: str) -> None:
    with pytest.raises(RatingError, match=told):
        hear(question, said)
    assert not Rating.objects.exists()


def test_personal_data_in_a_comment_are_masked(question: Question) -> None:
    hear(question, Said(1, False, (), "Ничего не сделали! Звоните +7 912 345-67-89, я дома"))
    kept = Rating.objects.get()
    assert "345-67-89" not in kept.comment
    assert kept.tone == "negative"


def test_a_link_rates_and_a_forged_one_does_not(question: Question) -> None:
    token = links.address(question, ANSWERED_AT).rstrip("/").rsplit("/", 1)[-1]
    with pytest.raises(LinkError):
        verdicts.rate_by_link(token=token + "x", said=SOLVED, at=SOON)
    assert verdicts.rate_by_link(token=token, said=SOLVED, at=SOON).outcome is Outcome.CLOSE


def test_silence_closes_after_the_days_of_the_rule_and_once(question: Question, executor: Person) -> None:
    planned = send(ROADS + " и тротуар", topic="Дороги", territory=TOWN)[0]
    answer(planned, executor, outcome=Answer.Outcome.PLANNED)
    assert verdicts.close_silent(ANSWERED_AT + timedelta(days=13)) == 0
    assert verdicts.close_silent(ANSWERED_AT + timedelta(days=14)) == 2
    assert verdicts.close_silent(ANSWERED_AT + timedelta(days=14)) == 0
    results = set(Question.objects.filter(state=State.CLOSED).values_list("result", flat=True))
    assert results == {"решено", "запланировано"}


def test_silence_is_counted_from_the_second_answer(question: Question, executor: Person) -> None:
    hear(question, UNSOLVED)
    answer(question, executor, at=ANSWERED_AT + timedelta(days=10))
    ReopenRule.objects.update(ask_after_days=3)
    assert verdicts.ask_to_rate(ANSWERED_AT + timedelta(days=12)) == 0
    assert verdicts.close_silent(ANSWERED_AT + timedelta(days=20)) == 0
    assert verdicts.close_silent(ANSWERED_AT + timedelta(days=24)) == 1


def test_nobody_is_asked_to_rate_a_refusal_and_nobody_twice(question: Question, executor: Person) -> None:
    refused = send(ROADS + " и тротуар", topic="Дороги", territory=TOWN)[0]
    answer(refused, executor, outcome=Answer.Outcome.REFUSED)
    at = ANSWERED_AT + timedelta(days=4)
    assert verdicts.ask_to_rate(at) == 0, "off until a region sets the days"
    ReopenRule.objects.update(ask_after_days=3)
    assert (verdicts.ask_to_rate(at), verdicts.ask_to_rate(at)) == (1, 0)
    assert Dispatch.objects.get(kind=Dispatch.Kind.RATE).question == question


def test_a_text_that_is_switched_off_is_not_sent(question: Question) -> None:
    NoticeText.objects.filter(code="verdict.reopened").update(is_on=False)
    hear(question, UNSOLVED)
    assert not Dispatch.objects.filter(question=question).exists()


def test_words_after_the_answer_are_heard_by_tone_and_read_by_people(executor: Person) -> None:
    raw = letter(ROADS, "letter-1", topic="Дороги", territory=TOWN, author={"phone": "+7 912 000-00-01"})
    intake.accept_batch(channel="api", raws=[raw], source=None, at=AT)
    run.drain(now=lambda: AT)
    made = Question.objects.get()
    given = answer(made, executor)
    Event.objects.create(appeal=made.appeal, question=made, kind="published", at=ANSWERED_AT)
    reply = letter(
        "Обманули, ничего не сделали, яма на месте! Безобразие!", "letter-2", reply_to="letter-1",
        author={"phone": "+7 912 000-00-01"},
    )  # fmt: skip
    intake.accept_batch(channel="api", raws=[reply], source=None, at=SOON)
    run.drain(now=lambda: SOON)
    kept = Rating.objects.get()
    assert (kept.question, kept.answer, kept.source, kept.tone) == (made, given, "comment", "negative")
    assert (kept.stars, kept.is_solved, kept.comment) == (None, None, "")
    assert set(Reminder.objects.values_list("person__login", flat=True)) == {"first", "second", "kurator"}
    made.refresh_from_db()
    assert made.state == State.ANSWERED


def test_a_rule_is_changed_with_a_history_and_bad_ones_are_refused(executor: Person) -> None:
    now = reopening.rule()
    reopening.set_rule(reopening.Terms(3, 10, 1, 3, "calendar_days", 7, 2, "Приказ"), by=executor, at=AT)
    assert reopening.rule().window_days == 10
    with pytest.raises(reopening.ReopenError, match="Основание пусто"):
        reopening.set_rule(reopening.Terms(3, 10, 1, 3, "calendar_days", 7, 2, " "), by=executor, at=AT)
    with pytest.raises(reopening.ReopenError, match="4 и 5"):
        reopening.set_rule(reopening.Terms(4, 10, 1, 3, "calendar_days", 7, 2, "Приказ"), by=executor, at=AT)
    assert now.window_days == 30


def test_undo_needs_its_act(executor: Person, question: Question) -> None:
    hear(question, UNSOLVED)
    told = Event.objects.filter(question=question, kind="reopened").get()
    assert told.act is None
    with pytest.raises(DeskError):
        desk.undo(act_id=question.appeal.original_key, by=executor, at=SOON)
