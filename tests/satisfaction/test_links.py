"""The author's link: nobody guesses it, nothing keeps it, an end and a new one are what they say."""

import logging
from datetime import timedelta

import pytest
from django.test import override_settings

from otklik.appeals.models import Question
from otklik.appeals.states import State
from otklik.satisfaction import links
from otklik.satisfaction.links import LinkError
from otklik.satisfaction.models import Link
from tests.region import AT, ROADS, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]
LATER = AT + timedelta(days=181)


@pytest.fixture
def question() -> Question:
    return send(ROADS)[0]


def token(question: Question) -> str:
    return links.address(question, AT).rstrip("/").rsplit("/", 1)[-1]


def test_an_address_opens_its_question_and_is_always_the_same(question: Question) -> None:
    assert links.found(token(question), AT).question == question
    assert token(question) == token(question)
    assert Link.objects.get().opened_at == AT


def test_a_token_carries_at_least_128_bits_that_nobody_guesses(question: Question) -> None:
    assert len(token(question).partition("-")[2]) * 6 >= 128


def test_nothing_keeps_a_token(question: Question, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        made = token(question)
        links.found(made, AT)
    mark = made.partition("-")[2]
    row = Link.objects.values_list().get()
    assert mark not in str(row)
    assert mark not in caplog.text


@pytest.mark.parametrize(
    "spoil",
    [
        lambda made: made[:-1],
        lambda made: made[:-1] + ("A" if made[-1] != "A" else "B"),
        lambda made: "zz" + made,
        lambda made: "0-" + made.partition("-")[2],
        lambda made: "zzzzzzzzzzzzz-" + made.partition("-")[2],
        lambda made: made.upper(),
        lambda made: made + "\n",
        lambda made: made.replace("-", "-\u200b", 1),
        lambda _: "",
        lambda _: "x" * 5000,
        lambda _: "\u0663-" + "A" * 32,
    ],
)
def test_a_forged_token_opens_nothing(question: Question, spoil) -> None:
    with pytest.raises(LinkError):
        links.found(spoil(token(question)), AT)


def test_the_token_of_one_question_does_not_open_another(question: Question) -> None:
    other = send(ROADS + " Другая улица.")[0]
    first, second = token(question), token(other)
    with pytest.raises(LinkError):
        links.found(second.partition("-")[0] + "-" + first.partition("-")[2], AT)


def test_a_link_expires_only_after_the_question_has_ended(question: Question) -> None:
    made = token(question)
    assert links.found(made, LATER)
    Question.objects.update(state=State.CLOSED)
    with pytest.raises(LinkError):
        links.found(made, LATER)
    # Told once more, it opens again: with the answer, say.
    links.address(question, LATER)
    assert links.found(made, LATER)


def test_a_revoked_link_and_an_old_one_open_nothing_and_tell_the_same(question: Question) -> None:
    made = token(question)
    links.revoke(question, AT)
    with pytest.raises(LinkError) as revoked:
        links.found(made, AT)
    fresh = links.renew(question, AT).rstrip("/").rsplit("/", 1)[-1]
    with pytest.raises(LinkError) as old:
        links.found(made, AT)
    assert links.found(fresh, AT)
    assert str(revoked.value) == str(old.value)


def test_links_live_on_when_the_secret_key_is_changed_and_the_old_one_kept(question: Question) -> None:
    made = token(question)
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=["only-for-tests"]):
        assert links.found(made, AT)
    with override_settings(SECRET_KEY="another"), pytest.raises(LinkError):
        links.found(made, AT)
