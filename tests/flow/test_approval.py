"""An answer goes through approval: in turn, by deputies, back for rework, recalled, dropped; each act can be undone."""

from datetime import date, datetime, timedelta

import pytest

from otklik.answers.models import Answer, Approval, ApprovalStep, Dispatch, Draft, ReturnReason
from otklik.answers.writing import drafting
from otklik.appeals.models import Event, Question
from otklik.appeals.states import Desk, State
from otklik.deadlines.models import Passage
from otklik.flow import tasks
from otklik.flow.alarms import digest_text, digests
from otklik.flow.answering import approval, approval_round, publishing
from otklik.flow.desks import desk, transfers
from otklik.flow.desks.desk import DeskError
from otklik.flow.models import Reminder
from otklik.offices import absences
from otklik.offices.models import Body, Person
from tests.region import AT, ROADS, TOWN, person, send
from tests.sent_answers import EXCUSES, GOOD, fresh, matrix, say, sent, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]
LATER, MUCH_LATER = AT + timedelta(hours=1), AT + timedelta(days=10)


@pytest.fixture
def executor() -> Person:
    return person("exec", "executor", body="roads")


@pytest.fixture
def curator() -> Person:
    return person("curator", "curator", body="roads")


@pytest.fixture
def boss() -> Person:
    return person("boss", "approver", body="roads")


@pytest.fixture
def question() -> Question:
    (made,) = send(ROADS, topic="Дороги", territory=TOWN)
    assert made.body.code == "roads"
    return made


def again(question: Question) -> Question:
    return Question.objects.get(pk=question.pk)


def yes(answer: Answer, by: Person, at: datetime = LATER, **more: str) -> desk.Act:
    row = say(answer, by) if Approval.objects.filter(answer=answer, said="", person=by).exists() else say(answer)
    return approval.approve(approval_id=row.pk, version=fresh(answer).version, by=by, at=at, **more)


def back(answer: Answer, by: Person, reason: str = "no-specifics", **more: object) -> desk.Act:
    row = say(answer)
    return approval.send_back(approval_id=row.pk, version=answer.version, reason_code=reason, by=by, at=LATER, **more)


def test_a_sent_answer_waits_for_its_approver_and_the_phase_says_so(
    question: Question, executor: Person, curator: Person
) -> None:
    answer = sent(question, executor)
    now, row = again(question), say(answer)
    assert (answer.state, now.waits_for, row.person) == ("approval", Desk.APPROVAL, curator)
    assert row.due_at is not None and row.due_at > AT
    assert Passage.objects.filter(question=question).latest("pk").phase == Passage.Phase.APPROVAL
    assert now.wait_reason == "куратор органа."
    event = Event.objects.filter(question=question).latest("pk")
    assert "Ответ на сообщение" in event.what["rule"]
    assert (event.kind, event.by) == ("submitted", executor)
    assert Reminder.objects.filter(person=curator, question=question).count() == 1


def test_the_last_say_publishes_the_answer(question: Question, executor: Person, curator: Person) -> None:
    answer = sent(question, executor)
    assert yes(answer, curator).changed == (question.pk,)
    assert (fresh(answer).state, again(question).state, again(question).waits_for) == ("published", State.ANSWERED, "")
    assert Dispatch.objects.get(answer=answer).text == answer.text


def test_steps_in_turn_are_asked_one_after_another(
    question: Question, executor: Person, curator: Person, boss: Person
) -> None:
    answer = sent(question, executor, outcome="refused")
    assert [row.person for row in Approval.objects.filter(answer=answer, asked_at__isnull=False)] == [curator]
    early = Approval.objects.get(answer=answer, person=boss)
    act = approval.approve(approval_id=early.pk, version=answer.version, by=boss, at=LATER)
    assert "Очередь" in act.refused[0].reason
    yes(answer, curator)
    assert (fresh(answer).state, say(answer).person, say(answer).asked_at) == ("approval", boss, LATER)
    yes(answer, boss)
    assert fresh(answer).state == "published"


def test_steps_of_one_turn_are_asked_at_once_and_both_must_speak(
    question: Question, executor: Person, curator: Person, boss: Person
) -> None:
    matrix((1, "curator"), (1, "approver"))
    answer = sent(question, executor)
    assert {row.person for row in Approval.objects.filter(answer=answer, asked_at=AT)} == {curator, boss}
    yes(answer, boss)
    assert fresh(answer).state == "approval"
    yes(answer, curator)
    assert fresh(answer).state == "published"


def test_of_several_people_of_a_step_one_is_enough(question: Question, executor: Person, curator: Person) -> None:
    other = person("curator-two", "curator", body="roads")
    answer = sent(question, executor)
    assert Approval.objects.filter(answer=answer, said="").count() == 2
    yes(answer, other)
    assert fresh(answer).state == "published"
    assert Approval.objects.get(answer=answer, person=curator).said == Approval.Said.NEEDLESS


def test_without_steps_an_answer_goes_out_at_once(question: Question, executor: Person) -> None:
    answer = sent(question, executor, kind="interim", outcome="")
    assert (fresh(answer).state, again(question).state) == ("published", State.TAKEN)
    assert Dispatch.objects.filter(answer=answer, kind="interim").count() == 1
    assert not Approval.objects.filter(answer=answer).exists()


def test_of_what_goes_out_unapproved_the_head_may_be_told_after(question: Question, executor: Person) -> None:
    head = person("head", "head")
    matrix(tells="head")
    sent(question, executor)
    assert "без согласования" in Reminder.objects.get(person=head, question=question).words


def test_where_nobody_holds_the_role_the_next_one_above_is_asked(question: Question, executor: Person) -> None:
    head = person("head", "head")
    answer = sent(question, executor)
    assert say(answer).person == head
    assert "исполнить некому" in again(question).wait_reason


def test_where_nobody_is_above_an_administrator_is_asked(question: Question, executor: Person) -> None:
    admin = person("admin", "administrator")
    assert say(sent(question, executor)).person == admin


def test_where_there_is_nobody_at_all_the_answer_waits_and_says_so(question: Question, executor: Person) -> None:
    answer = sent(question, executor)
    assert (say(answer).person, fresh(answer).state) == (None, "approval")
    admin = person("admin", "administrator")
    assert yes(answer, admin).changed


def test_an_author_does_not_approve_their_own(question: Question, curator: Person) -> None:
    both = person("both", "administrator")
    answer = sent(question, both)
    assert say(answer).person == curator
    act = yes(answer, both)
    assert "не вы" in act.refused[0].reason


def test_the_only_one_approves_their_own_and_it_is_marked(question: Question) -> None:
    alone = person("alone", "administrator")
    answer = sent(question, alone)
    assert say(answer).person == alone
    assert "сам автор" in again(question).wait_reason
    yes(answer, alone)
    assert fresh(answer).state == "published"


def test_a_deputy_speaks_in_the_place_of_who_is_away(question: Question, executor: Person, curator: Person) -> None:
    deputy = person("deputy", "executor", body="roads")
    away(curator, deputy)
    answer = sent(question, executor)
    assert say(answer).person == curator
    assert Reminder.objects.get(person=deputy, question=question).instead_of == curator
    yes(answer, deputy)
    row = Approval.objects.get(answer=answer)
    assert (row.said, row.person, row.said_by) == ("approved", curator, deputy)
    assert Event.objects.filter(question=question, kind="approved").get().what["text"] == "за Curator"


def test_a_stranger_does_not_speak(question: Question, executor: Person, curator: Person, boss: Person) -> None:
    answer = sent(question, executor)
    act = approval.approve(approval_id=say(answer).pk, version=answer.version, by=boss, at=LATER)
    assert (act.changed, act.refused[0].reason) == ((), "Этот ответ согласуете не вы: его ждут от другого сотрудника.")
    stranger = person("stranger", "approver", body="waste")
    act = approval.approve(approval_id=say(answer).pk, version=answer.version, by=stranger, at=LATER)
    assert act.refused[0].reason == "Нет права на этот вопрос."


def test_a_step_may_name_a_person(question: Question, executor: Person, boss: Person) -> None:
    rule = matrix()
    ApprovalStep.objects.create(rule=rule, ordinal=1, person=boss)
    answer = sent(question, executor)
    assert (say(answer).person, say(answer).due_at) == (boss, None)


def test_a_named_person_out_of_reach_is_replaced_by_an_administrator(question: Question, executor: Person) -> None:
    rule, admin = matrix(), person("admin", "administrator")
    ApprovalStep.objects.create(rule=rule, ordinal=1, person=person("far", "approver", body="waste"))
    assert say(sent(question, executor)).person == admin


def test_a_returned_answer_comes_back_with_reason_and_term(
    question: Question, executor: Person, curator: Person
) -> None:
    answer = sent(question, executor)
    assert back(answer, curator, words="где фото?").changed
    now = fresh(answer)
    assert (now.state, now.returns, again(question).waits_for) == ("returned", 1, "")
    assert now.rework_due_at is not None and now.rework_due_at > LATER
    told = Reminder.objects.filter(person=executor, question=question).get()
    assert "Нет конкретики" in told.words and "где фото?" in told.words
    assert Event.objects.filter(question=question, kind="returned").get().what["reason"] == "no-specifics"


def test_a_second_round_counts_returns_and_asks_anew(question: Question, executor: Person, curator: Person) -> None:
    answer = sent(question, executor)
    back(answer, curator)
    drafting.save(answer.pk, text=GOOD + " Фото приложено.", filled={}, outcome="solved", kind="final", version=1,
                  by=executor, at=LATER)  # fmt: skip
    assert approval.submit(answer_id=answer.pk, by=executor, at=LATER, reasons=EXCUSES).changed
    assert say(answer).round == 2
    yes(answer, curator)
    assert (fresh(answer).state, fresh(answer).returns) == ("published", 1)


REFUSED = [
    ("", {}, "с причиной", "no reason"),
    ("nonsense", {}, "с причиной", "a reason that the list does not have"),
    ("other", {}, "допишите", "«другое» says nothing alone"),
    ("tone", {"days": 99}, "вне границ", "a term beyond sense"),
]


@pytest.mark.parametrize(("reason", "more", "said", "why"), REFUSED)
def test_a_return_that_says_too_little_is_refused(
    reason: str, more: dict[str, object], said: str, why: str, question: Question, executor: Person, curator: Person
) -> None:
    answer = sent(question, executor)
    with pytest.raises(DeskError, match=said):
        back(answer, curator, reason, **more)
    assert fresh(answer).state == "approval", why


def test_the_term_of_rework_may_be_given_in_days(question: Question, executor: Person, curator: Person) -> None:
    answer = sent(question, executor)
    back(answer, curator, days=3)
    due = fresh(answer).rework_due_at
    assert due is not None and due.date() == date(2026, 11, 19)


def test_a_closed_reason_is_not_offered(question: Question, executor: Person, curator: Person) -> None:
    ReturnReason.objects.filter(code="tone").update(is_on=False)
    with pytest.raises(DeskError):
        back(sent(question, executor), curator, "tone")


def test_an_executor_recalls_an_answer_before_the_last_say(
    question: Question, executor: Person, curator: Person
) -> None:
    answer = sent(question, executor)
    row = say(answer)
    assert approval.recall(answer_id=answer.pk, by=executor, at=LATER).changed
    assert (fresh(answer).state, again(question).waits_for) == ("draft", "")
    act = approval.approve(approval_id=row.pk, version=answer.version, by=curator, at=LATER)
    assert "больше не нужно" in act.refused[0].reason


def test_a_published_answer_is_not_recalled_from_approval(
    question: Question, executor: Person, curator: Person
) -> None:
    answer = sent(question, executor)
    yes(answer, curator)
    assert "отзывать нечего" in approval.recall(answer_id=answer.pk, by=executor, at=LATER).refused[0].reason


def test_a_say_of_a_version_that_is_no_longer_is_refused(question: Question, executor: Person, curator: Person) -> None:
    answer = sent(question, executor)
    act = approval.approve(approval_id=say(answer).pk, version=answer.version - 1, by=curator, at=LATER)
    assert "изменился" in act.refused[0].reason


def test_a_correction_is_a_version_under_the_approvers_name(
    question: Question, executor: Person, curator: Person, boss: Person
) -> None:
    matrix((1, "curator"), (2, "approver"))
    answer = sent(question, executor)
    mended = answer.text.replace("Здравствуйте!", "Добрый день!")
    assert yes(answer, curator, text=mended).changed
    now = fresh(answer)
    assert (now.text, now.version, now.by) == (mended, answer.version + 1, executor)
    assert Draft.objects.get(answer=answer, number=now.version).by == curator
    assert Event.objects.filter(question=question, kind="approved").get().what["text"] == "с исправлением"
    yes(answer, boss)
    versions = Approval.objects.filter(answer=answer).order_by("ordinal").values_list("version", flat=True)
    assert list(versions) == [now.version, now.version]
    assert Dispatch.objects.get(answer=answer).text == mended


def test_an_empty_correction_is_refused(question: Question, executor: Person, curator: Person) -> None:
    answer = sent(question, executor)
    with pytest.raises(DeskError, match="пуст"):
        yes(answer, curator, text="  ")


UNSENDABLE = [
    ({"text": " "}, "пуст", "nothing is written"),
    ({"outcome": ""}, "Исход", "a final answer must say what came of it"),
]


@pytest.mark.parametrize(("kept", "said", "reason"), UNSENDABLE)
def test_what_is_not_ready_is_not_sent(
    kept: dict[str, str], said: str, reason: str, question: Question, executor: Person
) -> None:
    answer = written(question, executor, **kept)
    act = approval.submit(answer_id=answer.pk, by=executor, at=AT, reasons=EXCUSES)
    assert said in act.refused[0].reason, reason
    assert fresh(answer).state == "draft"


def test_a_flaw_that_stops_needs_a_reason_that_the_approver_sees(
    question: Question, executor: Person, curator: Person
) -> None:
    answer = written(question, executor, text=GOOD + " Заявитель Иванов Пётр, тел. 8 912 345-67-89, живёт рядом.")
    act = approval.submit(answer_id=answer.pk, by=executor, at=AT)
    assert "Проверки не пропускают" in act.refused[0].reason
    codes = ("personal", "personal_data", "others_data", *EXCUSES)
    reasons = dict.fromkeys(codes, "согласие есть")
    assert approval.submit(answer_id=answer.pk, by=executor, at=AT, reasons=reasons).changed
    assert "согласие есть" in fresh(answer).excuses.values()


def test_an_answer_is_not_sent_while_a_colleague_edits_it(question: Question, executor: Person) -> None:
    answer = written(question, executor)
    other = person("other", "executor", body="roads")
    act = approval.submit(answer_id=answer.pk, by=other, at=AT + timedelta(seconds=5), reasons=EXCUSES)
    assert "правит" in act.refused[0].reason


def test_an_answer_is_sent_once(question: Question, executor: Person, curator: Person) -> None:
    answer = sent(question, executor)
    act = approval.submit(answer_id=answer.pk, by=executor, at=AT, reasons=EXCUSES)
    assert "второй раз" in act.refused[0].reason


def test_who_may_not_work_sends_nothing(question: Question, executor: Person) -> None:
    answer = written(question, executor)
    act = approval.submit(answer_id=answer.pk, by=person("reader", "analyst"), at=AT, reasons=EXCUSES)
    assert act.refused[0].reason == "Нет права на этот вопрос."


def test_several_answers_are_approved_as_one_act(executor: Person, curator: Person) -> None:
    made = send(ROADS, ROADS + "!", topic="Дороги", territory=TOWN)
    answers = [sent(one, executor, text=f"{GOOD} {one.pk}") for one in made]
    act = approval.approve_all(versions={say(one).pk: one.version for one in answers}, by=curator, at=LATER)
    assert len(act.changed) == 2
    assert {fresh(one).state for one in answers} == {"published"}


def away(who: Person, deputy: Person | None) -> None:
    absences.save_absence(
        person=who, since=AT.date(), until=AT.date(), deputy=deputy, note="", by=who, at=AT
    )  # fmt: skip


GONE = [
    (lambda question, by: desk.send(question_ids=[question.pk], body_code="waste", by=by, at=LATER), "sent elsewhere"),
    (lambda question, by: desk.reject(question_ids=[question.pk], reason="спам", by=by, at=LATER), "rejected"),
    (lambda question, by: desk.finish(question_ids=[question.pk], result="готово", by=by, at=LATER), "closed"),
]


@pytest.mark.parametrize(("act", "reason"), GONE)
def test_an_answer_whose_question_went_away_is_put_aside_and_its_text_kept(
    act, reason: str, question: Question, executor: Person, curator: Person
) -> None:
    moderator = person("moder", "moderator")
    answer = sent(question, executor)
    row = say(answer)
    done = act(question, moderator)
    now = fresh(answer)
    assert (done.changed, now.state, now.text) == ((question.pk,), "dropped", GOOD), reason
    assert Approval.objects.get(pk=row.pk).said == Approval.Said.NEEDLESS
    assert "отложен" in Reminder.objects.filter(person=executor, question=question).get().words
    assert publishing.publish_approved(LATER) == 0
    assert not Dispatch.objects.filter(answer=answer).exists()
    desk.undo(act_id=done.id, by=moderator, at=LATER)
    assert (fresh(answer).state, say(answer).pk) == ("approval", row.pk)
    assert again(question).waits_for == Desk.APPROVAL


def test_a_draft_is_put_aside_too(question: Question, executor: Person) -> None:
    answer, moderator = written(question, executor), person("moder", "moderator")
    desk.send(question_ids=[question.pk], body_code="waste", by=moderator, at=LATER)
    assert fresh(answer).state == "dropped"
    other = person("other", "executor", body="waste")
    assert drafting.open_for(again(question), by=other, at=LATER).pk != answer.pk


def test_a_topic_changed_meanwhile_brings_the_answer_back(
    question: Question, executor: Person, curator: Person
) -> None:
    moderator, answer = person("moder", "moderator"), sent(question, executor)
    act = desk.decide(question_ids=[question.pk], topic_code="im.05.02", by=moderator, at=LATER)
    assert (fresh(answer).state, again(question).waits_for) == ("returned", "")
    assert fresh(answer).returns == 0
    desk.undo(act_id=act.id, by=moderator, at=LATER)
    assert (fresh(answer).state, again(question).waits_for) == ("approval", Desk.APPROVAL)


def test_a_body_does_not_hand_back_what_is_on_approval(question: Question, executor: Person, curator: Person) -> None:
    sent(question, executor)
    act = transfers.hand_back(question_ids=[question.pk], reason_code="territory", by=executor, at=LATER)
    assert "отзовите" in act.refused[0].reason


def test_each_act_can_be_undone(question: Question, executor: Person, curator: Person, boss: Person) -> None:
    matrix((1, "curator"), (2, "approver"))
    answer = written(question, executor)
    act = approval.submit(answer_id=answer.pk, by=executor, at=AT, reasons=EXCUSES)
    desk.undo(act_id=act.id, by=executor, at=LATER)
    assert (fresh(answer).state, again(question).waits_for) == ("draft", "")
    assert not Approval.objects.filter(answer=answer).exists()

    assert approval.submit(answer_id=answer.pk, by=executor, at=AT, reasons=EXCUSES).changed
    act = yes(answer, curator, text=GOOD + " Исправлено.")
    assert desk.undo(act_id=act.id, by=curator, at=LATER).changed
    assert (say(answer).person, fresh(answer).text, fresh(answer).version) == (curator, GOOD, 1)
    assert Approval.objects.get(answer=answer, person=boss).asked_at is None

    act = back(fresh(answer), curator)
    assert desk.undo(act_id=act.id, by=curator, at=LATER).changed
    assert (fresh(answer).state, fresh(answer).returns, say(answer).person) == ("approval", 0, curator)

    act = approval.recall(answer_id=answer.pk, by=executor, at=MUCH_LATER)
    assert desk.undo(act_id=act.id, by=executor, at=MUCH_LATER).changed
    assert (fresh(answer).state, say(answer).person, again(question).waits_for) == ("approval", curator, Desk.APPROVAL)


def test_a_published_approval_is_not_undone_but_recalled(question: Question, executor: Person, curator: Person) -> None:
    answer = sent(question, executor)
    act = yes(answer, curator)
    with pytest.raises(DeskError, match="отзовите публикацию"):
        desk.undo(act_id=act.id, by=curator, at=LATER)
    publishing.recall(answer_id=answer.pk, by=curator, at=LATER)
    assert (fresh(answer).state, again(question).waits_for) == ("draft", "")


def test_a_return_is_not_undone_once_the_text_is_edited(question: Question, executor: Person, curator: Person) -> None:
    answer = sent(question, executor)
    act = back(answer, curator)
    drafting.save(answer.pk, text=GOOD + " Ещё.", filled={}, outcome="solved", kind="final", version=1, by=executor,
                  at=LATER)  # fmt: skip
    with pytest.raises(DeskError, match="правили"):
        desk.undo(act_id=act.id, by=curator, at=LATER)


def test_an_overdue_say_is_reminded_of_once(question: Question, executor: Person, curator: Person) -> None:
    sent(question, executor)
    assert approval_round.look(LATER).reminded == 0
    assert approval_round.look(MUCH_LATER).reminded == 1
    assert approval_round.look(MUCH_LATER + timedelta(minutes=1)).reminded == 0
    told = Reminder.objects.filter(person=curator, question=question).values_list("words", flat=True)
    assert sum("просрочено" in words for words in told) == 1


def test_who_has_left_is_replaced_by_the_next_one(question: Question, executor: Person, curator: Person) -> None:
    head, answer = person("head", "head"), sent(question, executor)
    Person.objects.filter(pk=curator.pk).update(is_active=False)
    assert approval_round.look(LATER).renewed == 1
    assert (say(answer).person, approval_round.look(LATER).renewed) == (head, 0)


def test_what_the_machine_moved_is_put_aside_by_the_next_look(
    question: Question, executor: Person, curator: Person
) -> None:
    answer = sent(question, executor)
    Question.objects.filter(pk=question.pk).update(body=Body.objects.get(code="waste"))
    assert approval_round.look(LATER).dropped == 1
    assert fresh(answer).state == "dropped"
    approval_round.look(LATER)
    assert again(question).waits_for == ""


def test_an_answer_that_lost_its_place_in_approval_comes_back(
    question: Question, executor: Person, curator: Person
) -> None:
    answer = sent(question, executor)
    Question.objects.filter(pk=question.pk).update(waits_for="")
    assert approval_round.look(LATER).taken_out == 1
    assert fresh(answer).state == "returned"


def test_killed_between_the_last_say_and_publication_the_beat_publishes(
    question: Question, executor: Person, curator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = sent(question, executor)
    monkeypatch.setattr(approval.publishing, "publish_now", lambda answer_id, at: publishing.Published(False))
    yes(answer, curator)
    assert (fresh(answer).state, again(question).waits_for) == ("approved", Desk.APPROVAL)
    monkeypatch.undo()
    tasks.look_at_approvals()
    assert (fresh(answer).state, again(question).waits_for) == ("published", "")
    assert publishing.publish_approved(LATER) == 0


def test_what_is_told_of_an_answer_goes_by_e_mail_too(question: Question, executor: Person, curator: Person) -> None:
    sent(question, executor)
    approval_round.look(MUCH_LATER)
    # No server is set in tests: the reminder is put where it would stand with one.
    late = Reminder.objects.filter(person=curator, question=question, words__contains="просрочено")
    late.update(mail=Reminder.Mail.NOW)
    assert digests.gather(MUCH_LATER + timedelta(hours=3)) == 1
    assert late.get().mail == Reminder.Mail.GIVEN
    assert digest_text.why(late.get()).startswith("Согласование просрочено")
