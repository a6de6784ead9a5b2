"""How long an author is waited for, and what may come of silence."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from otklik.answers.models import WaitingRule
from otklik.answers.talk import actions, queries, rules
from otklik.answers.talk.rules import Waiting
from otklik.offices.models import Change
from otklik.reference import queries as reference
from tests.region import person

FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
MESSAGE = Waiting("message", "", 3, "working_days", None, 1, "close", "нет сведений", "приказ")
APPEAL = replace(MESSAGE, legal_kind="appeal", at_end="return", result="")


@pytest.mark.parametrize(
    ("rule", "flaw"),
    [
        (MESSAGE, ""),
        (APPEAL, ""),
        (replace(APPEAL, at_end="close", result="нет"), "не закрывают"),
        (replace(MESSAGE, result=" "), "результатом"),
        (replace(MESSAGE, amount=0), "вне границ"),
        (replace(MESSAGE, remind_before=3), "Напоминание"),
        (replace(MESSAGE, source=""), "Основание"),
    ],
)
def test_a_wrong_rule_is_told(rule: Waiting, flaw: str) -> None:
    found = rules.flaws(rule)
    assert flaw in found[0] if flaw else found == ()


def test_silence_never_closes_an_appeal_whatever_its_row_says() -> None:
    assert rules.end_of(replace(APPEAL, at_end="close")) == "return"
    assert rules.end_of(MESSAGE) == "close"


def test_the_rule_of_the_channel_is_nearer_than_that_of_any() -> None:
    phone = replace(MESSAGE, channel="operator", amount=2)
    found = [rules.choose((MESSAGE, phone, APPEAL), legal_kind="message", channel=one) for one in ("operator", "api")]
    assert found == [phone, MESSAGE]
    assert rules.choose((APPEAL,), legal_kind="message", channel="api") is None


@pytest.mark.django_db
@pytest.mark.usefixtures("founded")
class TestTerms:
    """Terms are counted by the calendar."""

    @pytest.mark.parametrize(
        ("amount", "unit", "due", "remind"),
        [
            (1, "working_days", "2026-11-23 23:59:59", None),
            (3, "working_days", "2026-11-25 23:59:59", "2026-11-24 23:59:59"),
            (3, "calendar_days", "2026-11-23 23:59:59", "2026-11-22 23:59:59"),
            (1, "calendar_days", "2026-11-23 23:59:59", None),
        ],
    )
    def test_a_term_skips_days_off(self, amount: int, unit: str, due: str, remind: str | None) -> None:
        rule = replace(MESSAGE, amount=amount, unit=unit, remind_before=min(1, amount - 1))
        found = rules.wait(rule, FRIDAY, calendar=reference.calendar(), zone=UTC)
        assert f"{found.due_at:%F %T}" == due
        assert (f"{found.remind_at:%F %T}" if found.remind_at else None) == remind

    def test_the_shipped_rules_are_sound_and_end_with_the_office(self) -> None:
        shipped = queries.waiting_rules()
        assert [rules.flaws(rule) for rule in shipped] == [()] * len(shipped)
        assert {rule.hours.code for rule in shipped if rule.hours} == {"office"}
        assert [rule.at_end for rule in shipped if rule.legal_kind == "appeal"] == ["return"]

    def test_seeding_again_changes_nothing_that_people_set(self) -> None:
        row = WaitingRule.objects.get(legal_kind="message", channel="")
        row.amount = 7
        actions.save_rule(row, by=person("root", "administrator"), at=FRIDAY)
        actions.seed()
        assert WaitingRule.objects.get(legal_kind="message", channel="").amount == 7
        assert Change.objects.filter(subject="waiting_rule").count() == 1
