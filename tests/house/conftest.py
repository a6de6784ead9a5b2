"""The house looks at every page of a small region."""

import pytest

from tests import region


@pytest.fixture
def founded(db: None) -> None:
    region.found()
