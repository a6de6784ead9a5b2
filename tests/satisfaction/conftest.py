"""The tests of satisfaction have a small region each."""

import pytest

from tests import region


@pytest.fixture
def founded(db: None) -> None:
    region.found()
