"""Suggestions by 59-ФЗ: nothing happens without a person; applied, told, undone, called wrong."""

from datetime import timedelta
from typing import Any

import pytest

from otklik.answers.lawful import law
from otklik.answers.models import Dispatch, LawOutcome, LawVerdict, NoticeText
from otklik.appeals.models import Event, Question
from otklik.flow.desks import desk, lawful
from otklik.flow.desks.desk import DeskError
from otklik.offices.models import Person
from tests.region import AT, TOWN, person, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]
AUTHOR = {
    "kind": "citizen",
    "full_name": "Кедрин Олег Ильич",
    "address": "Заречинск, Лесная, 5",
    "phone": "+70005501122",
}
COURT = "Прошу отменить решение районного суда, оно незаконное, судья меня не слушал"


@pytest.fixture
def moderator() -> Person:
    return person("mod", "moderator")


def appeal(text: str = COURT, **fields: Any) -> Question:
    asked = {"legal_kind": "appeal", "author": AUTHOR, "topic": "Дороги", "territory": TOWN, **fields}
    return send(text, **asked)[0]


def spoken(question: Question) -> list[str]:
    fresh = Question.objects.select_related("appeal").get(pk=question.pk)
    return [one.check.code for one in law.suggested(fresh, AT)]


def apply(question: Question, by: Person, check: str = "court", text: str = "Возвращаем письмо.") -> desk.Act:
    return lawful.apply(question_ids=[question.pk], check=check, text=text, by=by, at=AT)


def test_each_check_has_its_outcome_and_what_tells_the_author_has_a_text() -> None:
    outcomes = set(LawOutcome.objects.values_list("code", flat=True))
    assert {check.outcome for check in law.CHECKS.values()} <= outcomes
    rejecting = {f"law.{check.outcome}" for check in law.CHECKS.values() if check.act == "reject"}
    assert rejecting <= set(NoticeText.objects.values_list("code", flat=True))


def test_a_suggestion_names_article_term_and_words_and_changes_nothing() -> None:
    question = appeal()
    events = Event.objects.count()
    (one,) = law.suggested(Question.objects.select_related("appeal").get(pk=question.pk), AT)
    assert (one.check.code, one.article, one.days) == ("court", "59-ФЗ, ст. 11 ч. 2", 7)
    assert any("решение районного суда" in words for words in one.seen.words)
    assert f"№ {question.pk}" in one.draft and "{" not in one.draft
    assert (Event.objects.count(), Dispatch.objects.count()) == (events, 0)


def test_applied_it_moves_the_question_and_tells_the_author(moderator: Person) -> None:
    question = appeal()
    apply(question, moderator)
    assert Question.objects.get(pk=question.pk).state == "rejected"
    sent = Dispatch.objects.get(kind="law")
    assert (sent.text, sent.state, sent.send_after > AT) == ("Возвращаем письмо.", "waiting", True)
    event = Event.objects.get(question=question, kind="law")
    assert event.what["article"] == "59-ФЗ, ст. 11 ч. 2"
    assert LawVerdict.objects.get().said == "applied"


def test_undone_it_is_as_if_it_had_not_been(moderator: Person) -> None:
    question = appeal()
    desk.undo(act_id=apply(question, moderator).id, by=moderator, at=AT + timedelta(seconds=30))
    assert Question.objects.get(pk=question.pk).state == "sent"
    assert Dispatch.objects.get(kind="law").state == "cancelled"
    assert spoken(question) == ["court"]


def test_what_has_left_can_not_be_called_back(moderator: Person) -> None:
    act = apply(appeal(), moderator)
    Dispatch.objects.update(state="sent")
    with pytest.raises(DeskError, match="уже отправлено"):
        desk.undo(act_id=act.id, by=moderator, at=AT)


def test_forwarding_gives_the_question_to_the_coordinator(moderator: Person) -> None:
    question = appeal("Военкомат не выдаёт справку о призыве, обращаюсь за помощью")
    apply(question, moderator, "competence", "Перешлём.")
    fresh = Question.objects.get(pk=question.pk)
    assert (fresh.state, fresh.waits_for) == ("new", "routing") and "ст. 8 ч. 3" in fresh.wait_reason


def test_called_wrong_it_is_silent_and_the_reason_is_kept(moderator: Person) -> None:
    question = appeal()
    with pytest.raises(DeskError, match="почему"):
        lawful.decline(question_ids=[question.pk], check="court", why=" ", by=moderator, at=AT)
    act = lawful.decline(question_ids=[question.pk], check="court", why="просит копию решения", by=moderator, at=AT)
    assert spoken(question) == [] and LawVerdict.objects.get().why == "просит копию решения"
    desk.undo(act_id=act.id, by=moderator, at=AT)
    assert spoken(question) == ["court"]


def test_a_text_that_gives_somebody_away_is_refused(moderator: Person) -> None:
    with pytest.raises(DeskError, match="личные данные"):
        apply(appeal(), moderator, text="Звоните +7 912 345-67-89")


def test_what_no_check_says_is_not_applied(moderator: Person) -> None:
    act = apply(appeal("Яма на дороге по улице Лесной, сделайте ремонт"), moderator)
    assert "больше нет" in act.refused[0].reason
    with pytest.raises(DeskError, match="нет"):
        apply(appeal(), moderator, "телепатия")


GIVEN = (
    ({}, [], "a name and an address"),
    ({"author": {"full_name": "Кедрин Олег", "email": "a@b.ru"}}, [], "a mailbox is an address for the answer"),
    ({"author": {"full_name": "Кедрин Олег", "phone": "+70005501122"}}, ["no_address"], "a phone is none"),
    ({"author": {"pseudonym": "ветер", "address": "Заречинск"}}, ["no_surname"], "a pseudonym is no surname"),
    ({"author": {"kind": "entity", "full_name": "ООО Заря", "address": "Заречинск"}}, [], "an organisation"),
    ({"author": None}, ["no_address", "no_surname"], "nobody is named"),
    ({"author": None, "legal_kind": "message"}, [], "a message needs no name"),
)


@pytest.mark.parametrize(("fields", "codes", "why"), GIVEN)
def test_completeness_comes_as_yes_or_no(fields: dict[str, Any], codes: list[str], why: str) -> None:
    assert spoken(appeal("Яма на дороге по улице Лесной, сделайте ремонт", **fields)) == codes, why


def test_a_letter_by_mail_is_told_the_lawful_ways(moderator: Person) -> None:
    question = appeal("Яма на дороге по улице Лесной, сделайте ремонт", source="эл. почта", published_at="2026-11-01")
    (one,) = law.suggested(Question.objects.select_related("appeal").get(pk=question.pk), AT)
    assert one.check.code == "mail_way" and "Госуслуги" in one.draft
    apply(question, moderator, "mail_way", one.draft)
    assert Question.objects.get(pk=question.pk).state == "sent" and Dispatch.objects.get(kind="law")
