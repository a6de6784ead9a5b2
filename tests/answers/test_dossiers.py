"""An answer brought together for the checks from what the database knows."""

from dataclasses import replace
from datetime import timedelta

import pytest

from otklik.answers.models import Answer, Attachment
from otklik.answers.review import check_settings, dossiers
from otklik.answers.review.answer_text import Bounds
from otklik.answers.review.checking import checked
from otklik.answers.writing import similar
from otklik.appeals.models import Appeal, Question
from tests import factories
from tests.factories import NOON

pytestmark = pytest.mark.django_db
TEXT = "Яму на улице Лесной засыпали 3 марта, работы принял мастер участка дорожной службы. Асфальт положим до 15 мая."


@pytest.fixture
def question() -> Question:
    topics = factories.some_topics()
    return factories.a_question(topic=topics["im.05.01"], body=factories.a_body())


def _answer(question: Question, text: str = TEXT, state: str = "draft", **said) -> Answer:
    by = factories.a_person(f"p{Answer.objects.count()}")
    published_at = NOON if state == "published" else None
    return Answer.objects.create(
        question=question, body=question.body, text=text, state=state, by=by, created_at=NOON,
        published_at=published_at, **said,
    )  # fmt: skip


def test_an_answer_is_seen_with_its_question(question: Question) -> None:
    seen = dossiers.of(_answer(question, outcome="solved"))
    assert (seen.text, seen.outcome, seen.question_text) == (TEXT, "solved", question.text)
    assert (seen.topic_name, seen.body_name, seen.channel) == ("Ямы на дорогах", "Министерство дорог", "incident")


def test_a_text_that_is_being_written_stands_for_the_saved_one(question: Question) -> None:
    assert dossiers.of(_answer(question), "Новый текст").text == "Новый текст"


def test_a_reply_in_a_network_is_public_and_a_letter_by_law_greets(question: Question) -> None:
    check_settings.seed()
    answer = _answer(question)
    public = dossiers.of(answer)
    Appeal.objects.filter(pk=question.appeal_id).update(legal_kind="appeal")
    question.appeal.refresh_from_db()
    letter = dossiers.of(answer)
    assert (public.is_public, public.greets) == (True, False)
    assert (letter.is_public, letter.greets) == (False, True)


def test_earlier_answers_are_those_of_the_question_and_of_what_it_was_joined_to(question: Question) -> None:
    head = factories.a_question("Яма на Лесной", topic=question.topic, body=question.body)
    Question.objects.filter(pk=question.pk).update(same_as=head)
    question.refresh_from_db()
    first = _answer(head, "Засыплем до 1 марта.", "published")
    Answer.objects.filter(pk=first.pk).update(published_at=NOON - timedelta(days=3))
    _answer(question, "Засыпали 2 марта.", "published")
    _answer(factories.a_question("О другом", body=question.body), "О другом.", "published")
    assert dossiers.of(_answer(question)).earlier == ("Засыплем до 1 марта.", "Засыпали 2 марта.")


def test_a_photo_of_the_body_is_evidence_until_it_is_removed(question: Question) -> None:
    answer = _answer(question)
    photo = Attachment.objects.create(
        question=question, answer=answer, side="body", name="a.jpg", content_type="image/jpeg", size_bytes=9,
        digest="a" * 64, at=NOON,
    )  # fmt: skip
    assert dossiers.of(answer).has_attachments
    Attachment.objects.filter(pk=photo.pk).update(removed_at=NOON)
    assert not dossiers.of(answer).has_attachments


def test_the_same_text_given_to_others_is_seen(question: Question) -> None:
    for number in range(2):
        similar.index(_answer(factories.a_question(f"Яма {number}", body=question.body), TEXT, "published"))
    seen = dossiers.of(_answer(question))
    assert seen.canned is not None and seen.canned.others == 2
    assert "canned" in {flaw.code for flaw in checked(seen).flaws}


def test_a_check_is_as_grave_as_the_region_says(question: Question) -> None:
    person = factories.a_person("chief", "administrator")
    answer = _answer(question, "Яму засыплем в ближайшее время, работу сделает подрядчик.", outcome="planned")
    for severity in ("stop", "off"):
        check_settings.set_severity(code="promise_date", severity=severity, source="Регламент", by=person, at=NOON)
        found = {flaw.severity for flaw in checked(dossiers.of(answer)).flaws if flaw.code == "promise_date"}
        assert found == ({"stop"} if severity == "stop" else set())


def test_a_channel_has_its_own_length(question: Question) -> None:
    check_settings.seed()
    person = factories.a_person("chief", "administrator")
    check_settings.set_bounds(channel="incident", within=Bounds(10, 40, True), source="Решение", by=person, at=NOON)
    seen = dossiers.of(_answer(question))
    assert "length" in {flaw.code for flaw in checked(seen).flaws}
    assert "length" not in {flaw.code for flaw in checked(replace(seen, text="Яму засыпали 3 марта.")).flaws}


@pytest.mark.parametrize("within", [Bounds(50, 50), Bounds(90, 50), Bounds(0, 90_000)])
def test_lengths_that_can_not_be_are_refused(within: Bounds) -> None:
    person = factories.a_person("chief", "administrator")
    with pytest.raises(check_settings.CheckSettingsError, match="не бывает"):
        check_settings.set_bounds(channel="", within=within, source="Решение", by=person, at=NOON)


def test_the_dossier_costs_few_queries(question: Question, django_assert_max_num_queries) -> None:
    answer = Answer.objects.select_related("question__appeal", "question__topic", "body").get(pk=_answer(question).pk)
    with django_assert_max_num_queries(6):
        dossiers.of(answer)
