"""A look at personal data is an act with a reason."""

import uuid
from datetime import UTC, datetime

import pytest

from otklik.citizens import actions, queries
from otklik.citizens.models import Original, Unmasking
from otklik.citizens.rules import AuthorSeen
from otklik.offices.models import Person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, tzinfo=UTC)
ANNA = AuthorSeen("citizen", full_name="Иванова Анна", phone="+79000000001", mark="phone:+79000000001")


@pytest.fixture
def by() -> Person:
    return Person.objects.create_user("op", "long-password", full_name="Оператор")


def test_an_author_is_shown_whole_and_the_look_is_kept(by: Person) -> None:
    key = actions.remember([ANNA])[ANNA.mark]
    assert actions.unmask_author(author_key=key, by=by, at=AT, reason="перезвонить") == ANNA
    assert queries.looks(key) == [queries.Look(by.pk, "перезвонить", AT)]


def test_a_text_is_shown_as_it_came(by: Person) -> None:
    key = uuid.uuid4()
    actions.keep([actions.Kept(key, b"raw", "text/plain")])
    actions.keep_texts({key: "Мой телефон +79000000001"})
    assert actions.unmask_text(original_key=key, by=by, at=AT, reason="уточнить") == "Мой телефон +79000000001"
    assert bytes(Original.objects.get().raw) == b"raw" and Unmasking.objects.count() == 1


@pytest.mark.parametrize(
    ("reason", "told", "why"),
    [("  ", "Причина не указана", "no reason"), ("проверка", "нет", "nobody there")],
)
def test_a_look_that_shows_nothing_is_refused(by: Person, reason: str, told: str, why: str) -> None:
    for unmask in (
        lambda: actions.unmask_author(author_key=uuid.uuid4(), by=by, at=AT, reason=reason),
        lambda: actions.unmask_text(original_key=uuid.uuid4(), by=by, at=AT, reason=reason),
    ):
        with pytest.raises(actions.UnmaskingError, match=told):
            unmask()
    assert Unmasking.objects.count() == 0, why
