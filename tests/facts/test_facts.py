"""Facts say what the questions say, and only what changed is made anew."""

import pytest

from otklik.appeals.models import Outbox
from otklik.facts import actions, queries
from otklik.facts.models import Fact
from otklik.facts.rules import FeedFilter, FilterError, cursor, question_number
from otklik.flow.desks import desk
from otklik.offices.rules import EVERYTHING, NOTHING
from tests import region
from tests.region import AT, ROADS, RUBBISH, UNCLEAR, person, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _founded(db: None) -> None:
    region.found()


def all_facts() -> list[dict[str, object]]:
    return list(Fact.objects.order_by("pk").values())


def test_facts_kept_up_by_the_outbox_equal_facts_made_from_scratch() -> None:
    questions = send(ROADS, RUBBISH, UNCLEAR, topic="")
    moderator = person("mod", "moderator")
    desk.decide(question_ids=[questions[2].pk], topic_code="im.05", by=moderator, at=AT)
    act = desk.send(question_ids=[questions[2].pk], body_code="duty", by=moderator, at=AT)
    desk.undo(act_id=act.id, by=moderator, at=AT)
    desk.finish(question_ids=[questions[2].pk], result="сделано", by=moderator, at=AT)
    kept = all_facts()
    assert actions.rebuild() == 3
    assert all_facts() == kept
    assert not Outbox.objects.exists()


def test_a_question_changed_many_times_is_made_once() -> None:
    (question,) = send(ROADS)
    Outbox.objects.bulk_create(Outbox(question=question) for _ in range(7))
    assert actions.refresh() == 1
    assert actions.refresh() == 0


def test_nobody_s_scope_shows_nothing() -> None:
    send(ROADS)
    page = queries.feed(NOTHING, FeedFilter(), after=None, limit=10, now=AT)
    assert page.rows == ()


def test_the_confidence_is_of_what_is_named() -> None:
    (question,) = send(UNCLEAR)
    fact = Fact.objects.get(pk=question.pk)
    assert fact.topic_code == ""
    assert fact.proposed_code.count(".") == 1, "a group is proposed while nothing is decided"
    desk.decide(question_ids=[question.pk], topic_code="im.16", by=person("mod", "moderator"), at=AT)
    assert Fact.objects.get(pk=question.pk).proposed_code == "im.16"


@pytest.mark.parametrize(
    ("words", "found"),
    [("мусором", 1), ("МУСОР", 1), ("ёмкость", 0), ("мусор яма", 0), ("контейнерные площадки", 1), ("-", 0), ("*", 0)],
)
def test_words_are_found_in_any_form(words: str, found: int) -> None:
    send(ROADS, RUBBISH)
    page = queries.feed(EVERYTHING, FeedFilter(words=words), after=None, limit=10, now=AT)
    assert len(page.rows) == found


def test_a_number_opens_its_question() -> None:
    (question,) = send(ROADS)
    page = queries.feed(EVERYTHING, FeedFilter(words=f"№ {question.pk}"), after=None, limit=10, now=AT)
    assert [row.pk for row in page.rows] == [question.pk]


@pytest.mark.parametrize("written", ["abc", "-5", "1.5", "9" * 30, "١٢"])
def test_a_place_edited_by_hand_is_refused(written: str) -> None:
    with pytest.raises(FilterError):
        cursor(written)


@pytest.mark.parametrize(
    ("words", "number"), [("№ 12", 12), ("12", 12), ("#12", 12), ("дом 12", None), ("", None), ("²", None)]
)
def test_a_number_is_told_from_words(words: str, number: int | None) -> None:
    assert question_number(words) == number
