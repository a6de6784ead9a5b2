"""Versions of policies: what is refused, and that what was in force stays."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from otklik.reference import actions, queries
from otklik.reference.models import Policy
from otklik.reference.rules import ReferenceRefused
from otklik.reference.terms import PolicyDraft

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
NEXT = PolicyDraft(
    code="im-9", title="Сообщение: 6 рабочих часов", legal_kind="message", valid_from=date(2027, 1, 1),
    source="Приказ № 5", terms=(("answer", 6, "working_hours"),), hours_code="office",
)  # fmt: skip
REFUSED = [
    (replace(NEXT, valid_from=date(2019, 1, 1)), "пересекается с версией с 01.01.2020", "before the version in force"),
    (replace(NEXT, valid_from=date(2020, 1, 1)), "пересекается", "the same day as the version in force"),
    (replace(NEXT, valid_to=date(2026, 1, 1)), "раньше начала", "it ends before it begins"),
    (
        replace(NEXT, code="ended", valid_from=date(2026, 1, 1)),
        "разрыв; начните с 01.01.2025",
        "a gap between versions",
    ),
    (replace(NEXT, terms=(("answer", 0, "hours"),)), "величина 0 вне границ", "nothing"),
    (replace(NEXT, terms=(("answer", -5, "hours"),)), "величина -5 вне границ", "a negative amount"),
    (replace(NEXT, terms=(("answer", 5, "weeks"),)), "единицы «weeks» нет", "an unknown unit"),
    (replace(NEXT, terms=(("reply", 5, "hours"),)), "вехи «reply» нет", "an unknown milestone"),
    (replace(NEXT, terms=(("answer", 5, "hours"),) * 2), "указана дважды", "a milestone twice"),
    (replace(NEXT, terms=()), "нет ни одного срока", "no terms"),
    (replace(NEXT, shift="sideways"), "правила переноса «sideways» нет", "an unknown shift"),
    (replace(NEXT, hours_code=""), "нужен режим работы", "working hours of no office"),
    (replace(NEXT, hours_code="night"), "режима работы «night» нет", "unknown office hours"),
    (replace(NEXT, source=" "), "«акт-источник» пусто", "no act"),
    (replace(NEXT, code="rival"), "для той же области уже действует «im-9»", "two policies in use for one scope"),
]


@pytest.fixture(autouse=True)
def _seeded():
    actions.seed(at=AT)
    ended = replace(NEXT, code="ended", is_in_use=False, valid_from=date(2024, 1, 1), valid_to=date(2024, 12, 31))
    actions.save_policy(ended, by=None, at=AT)


def test_a_new_version_ends_the_one_before():
    changed = actions.save_policy(NEXT, by=None, at=AT)
    dates = [(version.valid_from, version.valid_to) for version in queries.policy_versions("im-9")]
    assert dates == [(date(2020, 1, 1), date(2026, 12, 31)), (date(2027, 1, 1), None)]
    assert (changed.before["title"][:24], changed.after["terms"]) == (
        "Сообщение: 9 рабочих час", [["answer", 6, "working_hours"]],
    )  # fmt: skip


@pytest.mark.parametrize(("draft", "told", "reason"), REFUSED)
def test_a_wrong_policy_is_refused_and_what_is_in_force_stays(draft, told, reason):
    before = list(Policy.objects.values())
    with pytest.raises(ReferenceRefused) as refused:
        actions.save_policy(draft, by=None, at=AT)
    assert any(told in flaw for flaw in refused.value.flaws), (reason, refused.value.flaws)
    assert list(Policy.objects.values()) == before


def test_every_flaw_is_told_at_once():
    with pytest.raises(ReferenceRefused) as refused:
        actions.save_policy(replace(NEXT, source="", terms=(("reply", 0, "weeks"),)), by=None, at=AT)
    assert len(refused.value.flaws) == 4


def test_a_variant_put_in_use_takes_the_place_of_its_rival():
    changes = actions.use_policy(code="im-8", by=None, at=AT)
    assert [(change.key, change.after) for change in changes] == [
        ("im-9", {"is_in_use": False}), ("im-8", {"is_in_use": True}),
    ]  # fmt: skip
    assert actions.use_policy(code="im-8", by=None, at=AT) == ()


def test_an_unknown_variant_is_refused():
    with pytest.raises(ReferenceRefused, match="Политики «im-99» нет; есть"):
        actions.use_policy(code="im-99", by=None, at=AT)
