"""A question to the author: asked, waited for, answered by letter or phone, silent, undone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from otklik.answers.models import Asking, Dispatch, WaitingRule
from otklik.answers.talk import actions as answers
from otklik.appeals.models import Addition, Event, Question
from otklik.appeals.states import State
from otklik.citizens.models import Original
from otklik.deadlines.models import Clock
from otklik.facts import queries as facts
from otklik.facts.models import Fact
from otklik.facts.rules import FeedFilter
from otklik.flow import run
from otklik.flow.desks import clarifying, desk, waiting
from otklik.flow.desks.desk import Act, DeskError
from otklik.intake import actions as intake
from otklik.intake.models import Letter
from otklik.offices.models import Person
from otklik.offices.rules import EVERYTHING
from otklik.reference.models import Policy
from tests.region import AT, ROADS, TOWN, UNCLEAR, letter, person, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]
WHERE = "Уточните, пожалуйста, где это и что случилось."
AUTHOR = {"kind": "citizen", "full_name": "Кедрин Олег", "phone": "+7 (000) 550-11-22"}
STRANGER = {**AUTHOR, "full_name": "Липин Егор", "phone": "+7 (000) 550-11-23"}
# AT is a Monday: three working days end on Thursday with the office, at 18:00 by Yekaterinburg.
DUE = datetime(2026, 11, 19, 13, 0, tzinfo=UTC)


@pytest.fixture
def moderator() -> Person:
    return person("mod", "moderator")


def unclear(**fields: Any) -> Question:
    """A letter that says nothing, waiting for a topic."""
    (question,) = send(UNCLEAR, author=AUTHOR, **fields)
    return question


def ask(question: Question, by: Person, at: datetime = AT, text: str = WHERE) -> Act:
    return clarifying.ask(question_ids=[question.pk], text=text, by=by, at=at)


def stands(question: Question) -> tuple[str, str, str]:
    fresh = Question.objects.get(pk=question.pk)
    return fresh.state, fresh.stage, fresh.waits_for


def arrives(at: datetime, **fields: Any) -> None:
    """One letter comes by the API and the line is walked."""
    intake.accept_one(channel="api", raw=letter(**fields), source=None, at=at)
    run.drain(now=lambda: at)


def test_the_question_waits_for_its_author_with_a_term(moderator: Person) -> None:
    question = unclear()
    ask(question, moderator)
    asking = Asking.objects.get()
    assert stands(question) == ("new", "", "author")
    assert (asking.due_at, asking.at_end, asking.stood_at) == (DUE, "close", "triage")
    assert Fact.objects.get(pk=question.pk).waits_for == "author"
    assert facts.count(EVERYTHING, FeedFilter(waits_for="author"), now=AT) == 1


def test_a_sender_finds_all_that_it_needs(moderator: Person) -> None:
    question = unclear(url="https://vk.com/wall-1_2", source="ВКонтакте")
    ask(question, moderator)
    sent = Dispatch.objects.get()
    appeal = Question.objects.get(pk=question.pk).appeal
    assert (sent.channel, sent.reply_to, sent.reply_url) == ("api", appeal.outside_id, "https://vk.com/wall-1_2")
    assert (sent.author_key, sent.state, sent.send_after) == (appeal.author_key, "waiting", AT + answers.HOLD)
    assert WHERE in sent.text and f"№ {question.pk}" in sent.text and f"№ {question.pk}" in sent.subject


def test_the_event_keeps_the_instants_and_no_personal_data(moderator: Person) -> None:
    question = unclear()
    ask(question, moderator)
    what = Event.objects.get(kind="asked").what
    assert (what["text"], what["from"], datetime.fromisoformat(what["until"])) == (WHERE, AT.isoformat(), DUE)


@pytest.mark.parametrize(
    ("text", "told"),
    [(" ", "пуст"), ("а" * 501, "длиннее"), ("Позвоните +7 912 345-67-89, где это?", "личные данные")],
)
def test_a_text_that_may_not_leave_is_refused(text: str, told: str, moderator: Person) -> None:
    with pytest.raises(DeskError, match=told):
        ask(unclear(), moderator, text=text)
    assert not Asking.objects.exists()


def test_nobody_is_asked_twice_at_once(moderator: Person) -> None:
    question = unclear()
    ask(question, moderator)
    assert ask(question, moderator).changed == ()
    assert Dispatch.objects.count() == 1


def test_without_a_rule_the_operator_is_told_what_to_do(moderator: Person) -> None:
    WaitingRule.objects.all().delete()
    with pytest.raises(DeskError, match="добавьте"):
        ask(unclear(), moderator)


class TestAnswers:
    """An answer by letter or by phone sends the question on through the line."""

    def test_a_reply_in_the_thread_is_read_with_the_letter(self, moderator: Person) -> None:
        question = unclear()
        ask(question, moderator)
        later = AT + timedelta(hours=5)
        arrives(later, text=ROADS, reply_to=question.appeal.outside_id, author=AUTHOR)
        fresh = Question.objects.select_related("topic", "body").get(pk=question.pk)
        assert (fresh.state, fresh.waits_for, fresh.body and fresh.body.code) == ("sent", "", "roads")
        assert UNCLEAR in fresh.appeal.text and ROADS in fresh.appeal.text
        assert Question.objects.count() == 1
        assert set(Letter.objects.values_list("state", "appeal")) == {("read", question.appeal_id)}
        told = Event.objects.get(kind="author_answered").what
        assert told == {"from": AT.isoformat(), "until": later.isoformat()}

    def test_the_number_in_the_subject_is_enough_from_the_author_only(self, moderator: Person) -> None:
        question = unclear()
        ask(question, moderator)
        subject = f"Re: О вашем сообщении № {question.pk}"
        arrives(AT, text=ROADS, subject=subject, author=STRANGER)
        assert (stands(question)[2], Question.objects.count()) == ("author", 2)
        arrives(AT, text=ROADS + "!", subject=subject, author=AUTHOR)
        assert (stands(question)[2], Question.objects.count()) == ("", 2)

    def test_a_stranger_in_the_thread_does_not_answer_for_the_author(self, moderator: Person) -> None:
        question = unclear()
        ask(question, moderator)
        arrives(AT, text="У нас тоже всё плохо с дорогой", reply_to=question.appeal.outside_id, author=STRANGER)
        assert (stands(question)[2], Question.objects.count()) == ("author", 2)

    def test_a_reply_to_what_nobody_asked_is_a_letter_of_its_own(self) -> None:
        question = unclear()
        arrives(AT, text=ROADS, reply_to=question.appeal.outside_id, author=AUTHOR)
        assert (Question.objects.count(), Addition.objects.count()) == (2, 0)

    def test_an_answer_by_phone_is_kept_whole_and_shown_masked(self, moderator: Person) -> None:
        question = unclear()
        ask(question, moderator)
        said = ROADS + ", звоните +7 912 345-67-89"
        act = clarifying.answered(question_ids=[question.pk], text=said, by=moderator, at=AT + timedelta(hours=1))
        fresh = Question.objects.select_related("body").get(pk=question.pk)
        assert act.changed == (question.pk,) and fresh.body and fresh.body.code == "roads"
        assert "345-67-89" not in fresh.appeal.text and ROADS in fresh.appeal.text
        assert Original.objects.filter(text=said).exists()

    def test_the_words_of_the_answer_are_found_by_search(self, moderator: Person) -> None:
        question = unclear()
        ask(question, moderator)
        arrives(AT, text=ROADS, reply_to=question.appeal.outside_id)
        assert facts.count(EVERYTHING, FeedFilter(words="лесной яма"), now=AT) == 1

    def test_an_answer_that_comes_before_its_letter_is_walked_again_changes_nothing(self, moderator: Person) -> None:
        question = unclear()
        ask(question, moderator)
        arrives(AT, text=ROADS, reply_to=question.appeal.outside_id)
        before = (Event.objects.count(), Question.objects.get(pk=question.pk).version)
        run.drain(now=lambda: AT)
        assert (Event.objects.count(), Question.objects.get(pk=question.pk).version) == before

    def test_a_body_that_a_person_chose_stays(self, moderator: Person) -> None:
        question = unclear()
        desk.send(question_ids=[question.pk], body_code="waste", why="знаю", by=moderator, at=AT)
        ask(question, moderator)
        arrives(AT, text=ROADS, reply_to=question.appeal.outside_id)
        fresh = Question.objects.select_related("body").get(pk=question.pk)
        assert (fresh.body and fresh.body.code, fresh.waits_for, fresh.stage) == ("waste", "", "")

    def test_a_question_decided_without_the_answer_still_takes_it_in(self, moderator: Person) -> None:
        question = unclear()
        ask(question, moderator)
        desk.decide(question_ids=[question.pk], topic_code="im.12", by=moderator, at=AT)
        waiting.end_terms(AT)
        assert Asking.objects.get().ending == "dropped"
        arrives(AT, text=ROADS, reply_to=question.appeal.outside_id)
        fresh = Question.objects.select_related("body").get(pk=question.pk)
        assert ROADS in fresh.appeal.text and fresh.body and fresh.body.code == "waste"


class TestSilence:
    """Nobody answers: the term ends in working time."""

    def test_a_message_is_closed_and_its_author_told(self, moderator: Person) -> None:
        question = unclear()
        ask(question, moderator)
        assert waiting.end_terms(DUE - timedelta(seconds=1)).closed == 0
        assert waiting.end_terms(DUE).closed == 1
        fresh = Question.objects.get(pk=question.pk)
        assert (fresh.state, fresh.result, fresh.closed_at) == (State.CLOSED, "нет сведений для рассмотрения", DUE)
        assert Dispatch.objects.get(kind="silence").text.startswith("Вопрос закрыт")
        assert Event.objects.get(kind="author_silent").what["until"] == DUE.isoformat()
        run.drain(now=lambda: DUE)
        assert Fact.objects.get(pk=question.pk).is_open is False

    def test_an_appeal_goes_back_to_the_operator(self, moderator: Person) -> None:
        question = unclear(legal_kind="appeal")
        ask(question, moderator)
        end = Asking.objects.get().due_at
        assert waiting.end_terms(end).returned == 1
        assert stands(question) == ("new", "", "triage")
        assert "Автор не ответил" in Question.objects.get(pk=question.pk).wait_reason

    def test_the_author_is_reminded_once(self, moderator: Person) -> None:
        ask(unclear(), moderator)
        near = DUE - timedelta(days=1)
        assert [waiting.end_terms(at).reminded for at in (near - timedelta(seconds=1), near, near)] == [0, 1, 0]
        assert Dispatch.objects.get(kind="reminder").state == "waiting"

    def test_an_answer_calls_back_what_was_not_sent(self, moderator: Person) -> None:
        question = unclear()
        ask(question, moderator)
        waiting.end_terms(DUE - timedelta(days=1))
        arrives(DUE - timedelta(hours=1), text=ROADS, reply_to=question.appeal.outside_id)
        assert set(Dispatch.objects.values_list("state", flat=True)) == {"cancelled"}
        assert waiting.end_terms(DUE).closed == 0

    def test_the_end_comes_once_however_often_it_is_looked_for(self, moderator: Person) -> None:
        ask(unclear(), moderator)
        waiting.end_terms(DUE)
        assert waiting.end_terms(DUE + timedelta(minutes=1)) == waiting.Waited(0, 0, 0)
        assert Event.objects.filter(kind="closed").count() == 1


class TestUndo:
    """A person takes the act back."""

    def test_an_undone_question_has_not_been_asked(self, moderator: Person) -> None:
        question = unclear()
        before = stands(question)
        act = ask(question, moderator)
        desk.undo(act_id=act.id, by=moderator, at=AT)
        assert stands(question) == before
        assert not Asking.objects.exists()
        assert Dispatch.objects.get().state == "cancelled"
        assert ask(question, moderator, AT + timedelta(minutes=1)).changed == (question.pk,)

    def test_what_was_sent_cannot_be_called_back(self, moderator: Person) -> None:
        question = unclear()
        act = ask(question, moderator)
        Dispatch.objects.update(state="sent", sent_at=AT)
        with pytest.raises(DeskError, match="уже отправлен"):
            desk.undo(act_id=act.id, by=moderator, at=AT)
        assert stands(question)[2] == "author"

    def test_an_undone_answer_leaves_the_text_and_the_waiting_as_they_were(self, moderator: Person) -> None:
        question = unclear()
        ask(question, moderator)
        text = Question.objects.get(pk=question.pk).appeal.text
        act = clarifying.answered(question_ids=[question.pk], text=ROADS, by=moderator, at=AT + timedelta(hours=1))
        desk.undo(act_id=act.id, by=moderator, at=AT + timedelta(hours=2))
        assert Question.objects.get(pk=question.pk).appeal.text == text
        assert stands(question)[2] == "author"
        assert Asking.objects.get().ended_at is None
        assert waiting.end_terms(DUE).closed == 1


def test_a_territory_has_its_own_calendar_and_place_is_read_from_the_answer(moderator: Person) -> None:
    question = unclear()
    ask(question, moderator)
    arrives(AT, text=ROADS + " в Заречинске", reply_to=question.appeal.outside_id)
    fresh = Question.objects.select_related("territory").get(pk=question.pk)
    assert fresh.territory and fresh.territory.code == TOWN


def test_the_clocks_stand_while_the_author_is_waited_for(moderator: Person) -> None:
    """Where the policy allows it; undone, they run as if nothing had been."""
    (question,) = send(ROADS, author=AUTHOR)
    Policy.objects.update(may_pause=True)
    due_at = dict(Clock.objects.filter(question=question).values_list("kind", "due_at"))
    act = ask(question, moderator)
    assert not Clock.objects.filter(question=question, paused_at=None).exists()
    desk.undo(act_id=act.id, by=moderator, at=AT)
    assert dict(Clock.objects.filter(question=question, paused_at=None).values_list("kind", "due_at")) == due_at
    ask(question, moderator)
    later = AT + timedelta(hours=2)
    clarifying.answered(question_ids=[question.pk], text="у дома 5", by=moderator, at=later)
    moved = Clock.objects.get(question=question, kind="answer")
    # Two working hours more, an hour of lunch between them.
    assert (moved.paused_at, moved.due_at - due_at["answer"]) == (None, timedelta(hours=3))
