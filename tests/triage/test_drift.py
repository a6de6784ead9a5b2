"""Drift: what is proposed now against the month before, said by one number and by days."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.triage.measured.drift import FEWEST_READ, drift, stability, unknown_words, verdict
from otklik.triage.models import Decision, Reading
from otklik.triage.topics.model import TopicModel
from tests.factories import NOON, a_person, a_question, some_topics

COUNTS = st.dictionaries(st.sampled_from("абвгд"), st.integers(0, 500), max_size=5)


@given(COUNTS, COUNTS)
def test_the_index_is_never_less_than_nothing_and_is_nothing_for_the_same(before, now):
    found = stability(before, now)
    assert found is None or found >= 0
    assert stability(before, before) in (None, 0)


SHIFTS = [
    ({"а": 500, "б": 500}, {"а": 510, "б": 490}, "same", "the same shares"),
    ({"а": 500, "б": 500}, {"а": 330, "б": 670}, "notice", "a sixth has moved"),
    ({"а": 500, "б": 500}, {"а": 900, "б": 100}, "moved", "one group took all"),
    ({"а": 500}, {"б": 500}, "moved", "a group never met before"),
    ({"а": 500}, {"а": FEWEST_READ - 1}, "unknown", "too few to say"),
]


@pytest.mark.parametrize(("before", "now", "said", "why"), SHIFTS, ids=[row[3] for row in SHIFTS])
def test_the_index_says_how_far_shares_moved(before, now, said, why):
    assert verdict(stability(before, now)) == said


def test_the_index_of_a_known_case():
    # (0.9 - 0.5) · ln(0.9 / 0.5) + (0.1 - 0.5) · ln(0.1 / 0.5) = 0.879 without the half added to each group.
    assert stability({"а": 50_000, "б": 50_000}, {"а": 90_000, "б": 10_000}) == pytest.approx(0.879, abs=0.001)


def test_unknown_words_are_those_the_model_has_no_weight_for():
    model = TopicModel.load()
    assert unknown_words(model, ["Яма на дороге", "асфальт"]) == 0
    assert unknown_words(model, ["яма брзщкл"]) == pytest.approx(0.5)
    assert unknown_words(model, ["", "[ИМЯ] 12 🙂"]) == 0


def read(count, code, at, sure=0.9):
    topics = {"im.05": None}
    for number in range(count):
        question = a_question(f"яма на дороге {number}", received_at=at, topic=topics.get(code))
        Reading.objects.update_or_create(
            question=question,
            defaults={"at": at, "model_version": "v", "channel": "api", "group_code": code, "group_sure": sure},
        )


@pytest.mark.django_db
def test_days_and_groups_of_a_region_that_moved():
    some_topics()
    read(40, "im.05", NOON - timedelta(days=10))
    read(40, "im.12", NOON - timedelta(days=1), sure=0.5)
    person = a_person()
    question = a_question("ещё", received_at=NOON)
    for rank in (1, None):
        Decision.objects.create(question=question, by=person, at=NOON - timedelta(days=1), group_rank=rank,
                                model_version="v")  # fmt: skip
    found = drift(NOON, 3)
    assert [day.read for day in found.days] == [0, 40, 0]
    day = found.days[1]
    assert (day.confidence, day.decided, day.first_taken, day.unknown_words) == (0.5, 2, 0.5, 0.0)
    assert (found.verdict, found.read_now, found.read_before) == ("moved", 40, 40)
    assert found.days[0].confidence is found.days[0].psi is None
    assert {(row.code, row.before, row.now) for row in found.groups} == {("im.05", 1.0, 0.0), ("im.12", 0.0, 1.0)}
    assert {row.label for row in found.groups} == {"Дороги", "Без группы"}


@pytest.mark.django_db
def test_an_empty_region_has_no_drift():
    found = drift(NOON, 7)
    assert (found.verdict, found.psi, found.groups, len(found.days)) == ("unknown", None, (), 7)
