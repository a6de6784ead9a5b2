"""What every test may lean on: no way out to the network, and a quick settled database."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

_LOCAL = ("127.", "::1", "localhost", "0.0.0.0")


class NetworkUsed(AssertionError):
    """A test reached for a host outside this machine."""


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(_LOCAL):
            raise NetworkUsed(f"a test opened a connection to {address[0]}")
        real(self, address)

    socket.socket.connect = connect  # type: ignore[method-assign]
    yield
    socket.socket.connect = real  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _nobody_came_before() -> None:
    """Limits of how often one may come are counted in the cache: each test begins with none."""
    cache.clear()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that rebuild a database by hand may not share a worker's data with quick ones: they go last."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
