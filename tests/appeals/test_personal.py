"""Personal data of twelve kinds in invented rows: most is found, and what only looks like it is left."""

import pytest

from tests.appeals.personal import counted, rows, said_of

KINDS = {"name", "phone", "email", "passport", "snils", "inn", "card", "flat", "plate", "profile", "birth", "diagnosis"}


@pytest.mark.parametrize(("half", "least_recall", "least_precision"), [(0, 0.98, 0.98), (1, 0.95, 0.97)])
def test_most_is_found_and_little_else(half: int, least_recall: float, least_precision: float) -> None:
    counts = counted(half)
    met = sum(one["met"] for one in counts.values())
    assert met / sum(one["true"] for one in counts.values()) >= least_recall
    assert met / sum(one["said"] for one in counts.values()) >= least_precision


@pytest.mark.parametrize("half", [0, 1])
def test_of_every_kind_three_quarters_are_found(half: int) -> None:
    counts = counted(half)
    assert set(counts) == KINDS
    assert all(one["met"] >= 0.75 * one["true"] for one in counts.values())


def test_what_only_looks_personal_is_left() -> None:
    assert [row.text for row in rows() if not row.places and said_of(row.text)] == []
