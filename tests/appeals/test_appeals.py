"""What an appeal is: states as a table, events that nobody can change."""

import pytest
from django.db import DatabaseError, transaction

from otklik.appeals.models import Event
from otklik.appeals.states import MOVES, State, StateError, check
from tests import region
from tests.region import ROADS, send


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("new", "sent", "a routed question is sent"),
        ("sent", "new", "an undone act takes it back"),
        ("sent", "closed", "an executor closes it"),
        ("closed", "sent", "a dissatisfied citizen reopens it"),
        ("rejected", "new", "a wrong rejection is mended"),
    ],
)
def test_a_move_of_the_table_is_allowed(before: str, after: str, why: str) -> None:
    check(before, after)


@pytest.mark.parametrize(("before", "after"), [("new", "answered"), ("closed", "new"), ("rejected", "closed")])
def test_another_move_is_refused_with_those_that_are_allowed(before: str, after: str) -> None:
    with pytest.raises(StateError, match=f"{before} -> {after} is not allowed; allowed: "):
        check(before, after)


def test_every_state_has_its_row_in_the_table() -> None:
    assert set(MOVES) == set(State)


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_an_event(act: str) -> None:
    region.found()
    (question,) = send(ROADS)
    events = Event.objects.filter(question=question)
    before = list(events.values())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        events.update(why="иначе") if act == "update" else events.delete()
    assert list(events.values()) == before
