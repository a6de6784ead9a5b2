"""The tests of the doors have a small region and a source with its key."""

import pytest
from django.test import Client

from otklik.intake import actions as intake
from tests import region


@pytest.fixture
def founded(db: None) -> None:
    region.found()


@pytest.fixture
def source(founded: None) -> Client:
    """A client that sends with a source's key."""
    _, key = intake.make_source(name="Портал", code="portal", by=None, at=region.AT)
    return Client(headers={"authorization": f"Bearer {key}"})
