"""Fixtures of page tests."""

from collections.abc import Callable, Iterable, Iterator
from threading import Lock
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test.testcases import LiveServerThread


class _OneAtATime(StaticFilesHandler):
    """Answers requests in turn: they share one connection, which can't hold two transactions."""

    turn = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with self.turn:
            return super().__call__(environ, start_response)


@pytest.fixture
def served(db: None) -> Iterator[str]:
    """The address of the product on the test's own connection: events are append-only, so nothing may be flushed."""
    own = connections["default"]
    own.inc_thread_sharing()
    thread = LiveServerThread("127.0.0.1", _OneAtATime, connections_override={"default": own})
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    yield f"http://127.0.0.1:{thread.port}"
    # The sharing is never taken back: connections that the browser kept open are closed by their threads later.
    thread.terminate()
