"""The gateway to a language model: limits of time, size and money hold, whatever stands at the other end."""

import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from otklik.gateways import budget, completions
from otklik.gateways.completions import CompletionError, Endpoint, Message, Spent, Unreachable
from otklik.gateways.models import Spending
from tests.fakes import completions as fakes
from tests.fakes.completions import Fake

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 16)
ASKED = (Message("user", "вопрос"),)
KEY = "sk-secret-777"


@pytest.fixture
def fake() -> Iterator[Fake]:
    with fakes.serving() as running:
        yield running


def ask(fake: Fake, **limits: float) -> completions.Completion:
    endpoint = Endpoint(fake.url, KEY, "small", 0.3, 100, 10_000)
    return completions.complete(replace(endpoint, **limits), ASKED, max_tokens=10, day=DAY)


def test_a_good_answer_costs_what_it_says(fake: Fake) -> None:
    fake.answers = [fakes.says("да", tokens=7)]
    assert ask(fake) == completions.Completion("да", 7)
    assert (budget.spent(DAY).requests, budget.spent(DAY).tokens) == (1, 7)
    assert fake.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert fake.asked[0]["model"] == "small" and fake.asked[0]["temperature"] == 0


@pytest.mark.parametrize(
    "ill",
    [fakes.status(500), fakes.status(503), fakes.status(429), fakes.late(2), fakes.drips(0.1, 40),
     fakes.drips(0.1, 40, headers_too=True)],
    ids=["500", "503", "busy", "late", "drips", "drips in headers"],
)  # fmt: skip
def test_an_ill_endpoint_is_tried_twice_and_in_time(fake: Fake, ill: fakes.Answer) -> None:
    fake.answers = [ill]
    began = time.monotonic()
    with pytest.raises(Unreachable):
        ask(fake)
    assert len(fake.asked) == 2
    assert time.monotonic() - began < 2 * 0.3 + 1
    assert budget.spent(DAY).requests == 2


def test_the_second_try_may_succeed(fake: Fake) -> None:
    fake.answers = [fakes.status(500), fakes.says("да")]
    assert ask(fake).text == "да"


def test_nobody_listening_is_told_at_once() -> None:
    with pytest.raises(Unreachable):
        ask(Fake(url="http://127.0.0.1:9"))


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"<html>", "протоколу"),
        (b"[]", "протоколу"),
        (b'{"choices": []}', "протоколу"),
        (b'{"choices": [{"message": {"content": null}}]}', "без текста"),
        (b"[" * 30_000, "протоколу"),
        (b"x" * 70_000, "64"),
    ],
)
def test_garbage_and_huge_answers_are_refused_without_a_second_try(fake: Fake, raw: bytes, why: str) -> None:
    fake.answers = [fakes.body(raw)]
    with pytest.raises(CompletionError, match=why):
        ask(fake)
    assert len(fake.asked) == 1


@pytest.mark.parametrize("code", [400, 401, 404])
def test_a_wrong_setting_is_told_and_not_repeated(fake: Fake, code: int) -> None:
    fake.answers = [fakes.status(code)]
    with pytest.raises(CompletionError, match=f"{code}: проверьте"):
        ask(fake)
    assert len(fake.asked) == 1


def test_the_key_goes_nowhere_else(fake: Fake) -> None:
    with fakes.serving() as other:
        other.answers = [fakes.says("да")]
        fake.answers = [fakes.goes_elsewhere(f"{other.url}/chat/completions")]
        with pytest.raises(CompletionError, match="307"):
            ask(fake)
        assert other.asked == []


def test_the_key_is_in_no_text_and_no_log(fake: Fake, caplog: pytest.LogCaptureFixture) -> None:
    fake.answers = [fakes.status(401)]
    with caplog.at_level(logging.DEBUG), pytest.raises(CompletionError) as refusal:
        ask(fake)
    told = caplog.text + str(refusal.value) + repr(Endpoint(fake.url, KEY, "small", 1, 1, 1))
    assert KEY not in told


class TestBudget:
    """The day's limits, shared by all workers."""

    def test_no_request_more_than_the_day_allows(self, fake: Fake) -> None:
        fake.answers = [fakes.says("да")]
        ask(fake, requests_a_day=1)
        with pytest.raises(Spent):
            ask(fake, requests_a_day=1)
        assert len(fake.asked) == 1

    def test_a_request_that_may_cost_too_much_is_not_made(self, fake: Fake) -> None:
        fake.answers = [fakes.says("да", tokens=25)]
        ask(fake, tokens_a_day=30)
        with pytest.raises(Spent):
            ask(fake, tokens_a_day=30)
        assert Spending.objects.get().tokens == 25

    def test_an_answer_that_hides_its_price_costs_all_that_was_set_aside(self, fake: Fake) -> None:
        fake.answers = [fakes.says("да", tokens=None)]
        ask(fake)
        assert Spending.objects.get().tokens == 13

    def test_a_new_day_begins_anew(self, fake: Fake) -> None:
        assert budget.take(DAY, tokens=1, requests_a_day=1, tokens_a_day=9)
        assert not budget.take(DAY, tokens=1, requests_a_day=1, tokens_a_day=9)
        assert budget.take(DAY.replace(day=17), tokens=1, requests_a_day=1, tokens_a_day=9)
