"""Servers that CI brings: without them these tests skip, in CI they fail."""

import os

import pytest


def server(variable: str) -> str:
    """The address in an environment variable; skips without it, fails in CI."""
    found = os.environ.get(variable, "")
    if not found and os.environ.get("CI"):
        pytest.fail(f"{variable} is not set in CI: the server was not brought")
    if not found:
        pytest.skip(f"{variable} is not set: no server here")
    return found


@pytest.fixture
def postgres() -> str:
    return server("OTKLIK_TEST_POSTGRES")


@pytest.fixture
def rabbit() -> str:
    return server("OTKLIK_TEST_RABBIT")
