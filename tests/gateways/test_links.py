"""Links of an answer are tried only where the settings say so, and never inside our own network."""

import pytest

from otklik.gateways import links


@pytest.fixture
def trying(settings) -> None:
    settings.OTKLIK_CHECK_LINKS = True


def test_nothing_is_tried_unless_asked_for(settings) -> None:
    settings.OTKLIK_CHECK_LINKS = False
    assert links.dead(["https://no-such-host.invalid/"]) == ()


def test_a_host_that_does_not_exist_is_dead(trying) -> None:
    assert links.dead(["https://no-such-host.invalid/a"]) == ("https://no-such-host.invalid/a",)


@pytest.mark.parametrize("link", ["http://127.0.0.1:9/x", "http://localhost/x", "http://10.1.2.3/", "http://[::1]/"])
def test_an_address_inside_is_never_tried(trying, link: str) -> None:
    assert links.dead([link]) == ()


def test_an_address_that_is_none_is_dead(trying) -> None:
    assert links.dead(["http://[broken"]) == ("http://[broken",)
