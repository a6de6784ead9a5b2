"""Whose hands a question is in: taken, put back, passed on, opened again; parts of co-executors."""

from datetime import timedelta

import pytest

from otklik.answers.models import Contribution
from otklik.answers.writing import contributions, drafting
from otklik.appeals.models import Event, Question
from otklik.appeals.states import State
from otklik.facts.models import Fact
from otklik.flow.answering import assigning, contributing
from otklik.flow.desks import desk, together, transfers
from otklik.flow.desks.desk import DeskError
from otklik.flow.models import Reminder
from otklik.offices import queries as offices
from otklik.offices.models import Person
from otklik.routing.models import CoExecutor, Taking
from otklik.satisfaction.models import Reopening
from tests.region import AT, ROADS, person, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


@pytest.fixture
def anna() -> Person:
    return person("anna", "executor", body="roads")


@pytest.fixture
def boris() -> Person:
    return person("boris", "executor", body="roads")


@pytest.fixture
def question() -> Question:
    return send(ROADS, topic="Дороги")[0]


def stands(question: Question) -> tuple[str, str]:
    fresh = Question.objects.select_related("assignee").get(pk=question.pk)
    return fresh.state, fresh.assignee.login if fresh.assignee else ""


def take(question: Question, by: Person) -> desk.Act:
    return assigning.take(question_ids=[question.pk], by=by, at=AT)


class TestHands:
    def test_one_act_takes_it_into_work_and_names_who(self, question, anna):
        take(question, anna)
        assert stands(question) == (State.TAKEN, "anna")
        assert Fact.objects.get(pk=question.pk).assignee_id == anna.pk
        assert Taking.objects.get().by == anna

    def test_a_colleague_is_told_who_has_it(self, question, anna, boris):
        take(question, anna)
        assert "Anna" in take(question, boris).refused[0].reason
        assert "уже у вас" in take(question, anna).refused[0].reason

    def test_what_the_centre_took_its_body_may_take_over(self, question, anna):
        take(question, person("mod", "moderator"))
        assert stands(question) == (State.TAKEN, "")
        assert take(question, person("mod3", "moderator")).changed == ()
        take(question, anna)
        assert stands(question) == (State.TAKEN, "anna")
        assert take(question, person("mod2", "moderator")).changed == ()

    def test_the_centre_takes_what_nobody_else_can_answer(self, question):
        take(question, person("mod", "moderator"))
        assert stands(question) == (State.TAKEN, "mod")

    def test_anyone_with_the_right_takes_over_by_name(self, question, anna):
        moderator = person("mod", "moderator")
        take(question, anna)
        assigning.pass_to(question_ids=[question.pk], person_id=moderator.pk, by=moderator, at=AT)
        assert stands(question) == (State.TAKEN, "mod") and not Reminder.objects.exists()

    def test_undo_of_taking_gives_it_back_to_nobody(self, question, anna):
        desk.undo(act_id=take(question, anna).id, by=anna, at=AT)
        assert stands(question) == (State.SENT, "") and not Taking.objects.exists()

    def test_a_begun_draft_is_in_nobodys_way_back(self, question, anna):
        act = take(question, anna)
        answer = drafting.open_for(question, by=anna, at=AT)
        assert desk.undo(act_id=act.id, by=anna, at=AT).changed
        assert stands(question) == (State.SENT, "") and drafting.current(question.pk) == answer

    def test_put_back_it_is_in_the_queue_of_its_body_and_the_draft_stays(self, question, anna, boris):
        take(question, anna)
        answer = drafting.open_for(question, by=anna, at=AT)
        act = assigning.put_back(question_ids=[question.pk], why="в отпуске", by=anna, at=AT)
        assert stands(question) == (State.SENT, "")
        take(question, boris)
        assert drafting.current(question.pk) == answer and stands(question) == (State.TAKEN, "boris")
        assert Event.objects.get(act=act.id).why == "в отпуске"

    def test_undo_of_putting_back_gives_it_to_who_had_it(self, question, anna):
        take(question, anna)
        act = assigning.put_back(question_ids=[question.pk], by=anna, at=AT + timedelta(minutes=1))
        desk.undo(act_id=act.id, by=anna, at=AT + timedelta(minutes=2))
        assert stands(question) == (State.TAKEN, "anna") and Taking.objects.get().by == anna

    def test_passed_to_a_colleague_who_is_told(self, question, anna, boris):
        take(question, anna)
        assigning.pass_to(question_ids=[question.pk], person_id=boris.pk, why="твоя улица", by=anna, at=AT)
        assert stands(question) == (State.TAKEN, "boris")
        told = Reminder.objects.get()
        assert (told.person, "твоя улица" in told.words) == (boris, True)

    def test_only_people_of_the_body_are_colleagues(self, question, anna, boris):
        stranger = person("clara", "executor", body="waste")
        act = assigning.pass_to(question_ids=[question.pk], person_id=stranger.pk, by=anna, at=AT)
        assert "не работает с вопросами" in act.refused[0].reason
        assert {one.id for one in assigning.colleagues(question.body_id, AT)} == {anna.pk, boris.pk}
        with pytest.raises(DeskError):
            assigning.pass_to(question_ids=[question.pk], person_id=0, by=anna, at=AT)

    @pytest.mark.parametrize("leave", [
        lambda question, by: desk.send(question_ids=[question.pk], body_code="waste", by=by, at=AT),
        lambda question, by: transfers.hand_back(question_ids=[question.pk], reason_code="territory", by=by, at=AT),
    ])  # fmt: skip
    def test_a_question_that_leaves_its_body_leaves_the_hands_too(self, question, anna, leave):
        take(question, anna)
        assert leave(question, person("mod", "moderator")).changed
        assert stands(question)[1] == ""

    def test_out_of_scope_nothing_is_taken(self, question):
        assert take(question, person("w", "executor", body="waste")).changed == ()


class TestOpenedAgain:
    @pytest.fixture
    def reopened(self, question: Question, anna: Person) -> Question:
        Reopening.objects.create(question=question, number=1, not_by=anna, at=AT)
        return question

    def test_who_answered_may_not_take_it_while_there_is_somebody_else(self, reopened, anna, boris):
        assert "другой сотрудник" in take(reopened, anna).refused[0].reason
        assert take(reopened, boris).changed
        act = assigning.pass_to(question_ids=[reopened.pk], person_id=anna.pk, by=boris, at=AT)
        assert "другой сотрудник" in act.refused[0].reason

    def test_where_there_is_nobody_else_the_same_person_takes_it(self, reopened, anna):
        assert take(reopened, anna).changed

    def test_one_who_is_switched_off_is_nobody_else(self, reopened, anna, boris):
        Person.objects.filter(pk=boris.pk).update(is_active=False)
        assert take(reopened, anna).changed


class TestParts:
    """«Нужна ваша часть ответа»."""

    def ask(self, question: Question, by: Person, **given: object) -> desk.Act:
        values = {"body_code": "waste", "asked": "Когда вывезете снег?", **given}
        return contributing.ask(question_ids=[question.pk], by=by, at=AT, **values)

    def test_the_asked_body_sees_the_question_and_is_told(self, question, anna):
        clara = person("clara", "executor", body="waste")
        self.ask(question, anna, due_on=AT.date() + timedelta(days=2))
        assert CoExecutor.objects.get().body.code == "waste"
        assert Reminder.objects.get().person == clara
        (part,) = contributions.of(question.pk)
        assert (part.body, part.asked, part.given_at) == ("Оператор отходов", "Когда вывезете снег?", None)
        assert contributing.reached(offices.scope(clara), part.id)

    def test_its_part_is_given_and_stays_its_own(self, question, anna):
        take(question, anna)
        clara = person("clara", "executor", body="waste")
        self.ask(question, anna)
        contributing.give(contribution_id=Contribution.objects.get().pk, text="Вывезем 20 ноября.", by=clara, at=AT)
        (part,) = contributions.of(question.pk)
        assert part.given_by == "Clara" and part.quoted.startswith("По сведениям органа «Оператор отходов»: Вывезем")
        assert Reminder.objects.filter(person=anna).count() == 1

    @pytest.mark.parametrize(("text", "told"), [("  ", "пуста"), ("а" * 5001, "длиннее")])
    def test_a_part_that_says_nothing_or_too_much_is_refused(self, question, anna, text, told):
        clara = person("clara", "executor", body="waste")
        self.ask(question, anna)
        with pytest.raises(DeskError, match=told):
            contributing.give(contribution_id=Contribution.objects.get().pk, text=text, by=clara, at=AT)

    def test_nobody_gives_the_part_of_another_body(self, question, anna):
        self.ask(question, anna)
        with pytest.raises(DeskError, match="не к вашему органу"):
            contributing.give(contribution_id=Contribution.objects.get().pk, text="Да", by=anna, at=AT)

    def test_a_closed_question_needs_no_part(self, question, anna):
        clara = person("clara", "executor", body="waste")
        self.ask(question, anna)
        desk.finish(question_ids=[question.pk], result="сделано", by=anna, at=AT)
        with pytest.raises(DeskError, match="закрыт"):
            contributing.give(contribution_id=Contribution.objects.get().pk, text="Да", by=clara, at=AT)

    @pytest.mark.parametrize(("given", "told"), [
        ({"asked": " "}, "Не сказано"),
        ({"body_code": "nowhere"}, "не выбран"),
        ({"due_on": AT.date() - timedelta(days=1)}, "прошёл"),
    ])  # fmt: skip
    def test_a_vague_asking_is_refused(self, question, anna, given, told):
        with pytest.raises(DeskError, match=told):
            self.ask(question, anna, **given)

    def test_undo_of_asking_leaves_no_trace_but_a_given_part_stays(self, question, anna):
        act = self.ask(question, anna)
        desk.undo(act_id=act.id, by=anna, at=AT)
        assert not Contribution.objects.exists() and not CoExecutor.objects.exists()
        act = self.ask(question, anna)
        clara = person("clara", "executor", body="waste")
        contributing.give(contribution_id=Contribution.objects.get().pk, text="Да", by=clara, at=AT)
        with pytest.raises(DeskError, match="уже дал"):
            desk.undo(act_id=act.id, by=anna, at=AT)

    def test_one_who_was_a_co_executor_before_stays_one(self, question, anna):
        together.invite(question_ids=[question.pk], body_code="waste", by=person("mod", "moderator"), at=AT)
        act = contributing.ask(
            question_ids=[question.pk], body_code="waste", asked="Что?", by=anna, at=AT + timedelta(minutes=1)
        )
        desk.undo(act_id=act.id, by=anna, at=AT + timedelta(minutes=2))
        assert CoExecutor.objects.count() == 1

    def test_withdrawn_it_is_waited_for_no_more(self, question, anna):
        self.ask(question, anna)
        act = contributing.withdraw(question_ids=[question.pk], body_code="waste", by=anna, at=AT + timedelta(hours=1))
        assert contributions.of(question.pk) == ()
        desk.undo(act_id=act.id, by=anna, at=AT + timedelta(hours=2))
        assert len(contributions.of(question.pk)) == 1
