"""How often one may come: a window that slides, wrong passwords that wait."""

import pytest
from django.test import Client, RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.screens import throttle
from otklik.screens.throttle import Limit
from tests import region
from tests.region import person

RULE = Limit("test", 3, 60)


def test_what_is_too_many_waits_and_then_goes_on() -> None:
    assert [throttle.hit(RULE, "a", now=600 + second) > 0 for second in range(5)] == [False, False, False, True, True]
    seconds = throttle.wait(RULE, "a", now=604)
    assert seconds > 0
    assert throttle.wait(RULE, "a", now=604 + seconds - 2) > 0
    assert throttle.hit(RULE, "a", now=604 + seconds) == 0


def test_each_is_counted_apart() -> None:
    for _ in range(3):
        throttle.hit(RULE, "a", now=600)
    assert throttle.wait(RULE, "a", now=600) > 0
    assert throttle.wait(RULE, "b", now=600) == 0
    assert throttle.wait(Limit("other", 3, 60), "a", now=600) == 0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 400), max_size=60), st.integers(0, 10**9))
def test_no_window_lets_more_through_than_the_limit_and_its_rounding(moments: list[float], salt: int) -> None:
    taken = [at for at in sorted(moments) if throttle.hit(RULE, f"h{salt}", now=at) == 0]
    for at in taken:
        # A window over two halves counts the first by its share: at most one limit more can slip in.
        assert sum(at <= other < at + RULE.seconds for other in taken) <= 2 * RULE.most


@pytest.mark.parametrize(
    ("told", "trusted", "address"),
    [
        ("", 0, "10.0.0.1"),
        ("1.1.1.1", 0, "10.0.0.1"),
        ("6.6.6.6, 1.1.1.1", 1, "1.1.1.1"),
        ("6.6.6.6, 1.1.1.1, 10.0.0.9", 2, "1.1.1.1"),
        ("1.1.1.1", 3, "10.0.0.1"),
    ],
)
def test_only_trusted_proxies_are_believed(told: str, trusted: int, address: str, settings: object) -> None:
    settings.OTKLIK_PROXIES = trusted
    request = RequestFactory().get("/", headers={"X-Forwarded-For": told}, REMOTE_ADDR="10.0.0.1")
    assert throttle.address(request) == address


@pytest.mark.django_db
def test_after_too_many_wrong_passwords_even_the_right_one_waits(settings: object) -> None:
    settings.OTKLIK_LIMITS = {**settings.OTKLIK_LIMITS, "login": "2/600"}
    region.found()
    person("anna", "moderator")
    person("boris", "moderator")
    browser = Client()
    wrong = {"username": "anna", "password": "wrong"}
    assert ["Слишком много" in browser.post("/login/", wrong).content.decode() for _ in range(3)] == [
        False,
        False,
        True,
    ]
    right = browser.post("/login/", {"username": "Anna", "password": "anna1111111111"})
    assert right.status_code == 200 and "через" in right.content.decode()
    # Another person at the same desk, and the same person elsewhere, come in.
    assert browser.post("/login/", {"username": "boris", "password": "boris1111111111"}).status_code == 302
    elsewhere = Client(REMOTE_ADDR="10.0.0.2")
    assert elsewhere.post("/login/", {"username": "anna", "password": "anna1111111111"}).status_code == 302


@pytest.mark.django_db
def test_one_address_tries_only_so_many_logins(settings: object) -> None:
    settings.OTKLIK_LIMITS = {**settings.OTKLIK_LIMITS, "logins": "3/600"}
    region.found()
    told = [Client().post("/login/", {"username": f"u{n}", "password": "x"}).content.decode() for n in range(5)]
    assert ["Слишком много" in page for page in told] == [False, False, False, True, True]
