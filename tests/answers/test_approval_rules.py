"""The matrix of approval: which rule counts, why, and how a round stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.answers.approval import approval_rules
from otklik.answers.approval.approval_rules import Case, Labels, Rule, Say, Step

CURATOR, HEAD = Step(1, "curator", None, 4, "working_hours", 1), Step(2, "approver", None, 1, "working_days")
LABELS = Labels(
    {"appeal": "Обращение (59-ФЗ)", "message": "Сообщение", "final": "Окончательный", "refused": "Отказано"},
    {"curator": "Куратор органа", "approver": "Согласующий", "head": "Руководитель"}, {7: "Вера Панина"},
)  # fmt: skip
ANY = Rule(1, "Остальные", steps=(CURATOR,), source="своё")
LAW = Rule(2, "По 59-ФЗ", legal_kind="appeal", answer_kind="final", steps=(HEAD,), source="59-ФЗ")
MESSAGE = Rule(3, "Сообщения", legal_kind="message", answer_kind="final", steps=(CURATOR,), source="своё")
REFUSED = Rule(4, "Отказ", "message", "final", "refused", steps=(CURATOR, HEAD), source="своё")
URGENT = Rule(5, "Срочное", legal_kind="message", answer_kind="final", urgency="now", tells="head", source="своё")
INTERIM = Rule(6, "Промежуточный", answer_kind="interim", source="своё")
ROADS = Rule(7, "Дороги", legal_kind="message", answer_kind="final", topic_code="im.05", steps=(HEAD,), source="с")
SNOW = Rule(8, "Снег", legal_kind="message", answer_kind="final", topic_code="im.05.02", source="своё")
RULES = (ANY, LAW, MESSAGE, REFUSED, URGENT, INTERIM, ROADS, SNOW)
CASES = [
    (Case("appeal", "final", "solved"), LAW, "two fields beat none"),
    (Case("message", "final", "solved"), MESSAGE, "the kind of letter"),
    (Case("message", "final", "refused"), REFUSED, "an outcome makes it narrower"),
    (Case("message", "final", "solved", urgency="now"), URGENT, "an urgent one does not wait"),
    (Case("message", "final", "refused", urgency="now"), REFUSED, "of equal ones the outcome weighs more"),
    (Case("message", "interim"), INTERIM, "an interim one of any letter"),
    (Case("message", "final", "solved", "im.05.11"), ROADS, "a group holds its topics"),
    (Case("message", "final", "solved", "im.05.02"), SNOW, "a topic beats its group"),
    (Case("message", "final", "solved", "im.050"), MESSAGE, "a code that only begins the same is another topic"),
    (Case("message", "final", "solved", urgency="soon"), MESSAGE, "«soon» is not «now»"),
]


@pytest.mark.parametrize(("case", "expected", "reason"), CASES)
def test_the_most_specific_rule_counts(case: Case, expected: Rule, reason: str) -> None:
    assert approval_rules.choose(RULES, case).rule == expected, reason
    assert approval_rules.choose(reversed(RULES), case).rule == expected, "whatever the order"


def test_why_a_rule_was_chosen_is_told_in_words() -> None:
    why = approval_rules.choose(RULES, Case("message", "final", "refused"), LABELS).why
    assert why == (
        "Правило «Отказ» (вид письма: Сообщение, вид ответа: Окончательный, исход: Отказано): "
        "куратор органа, затем согласующий. Оно точнее правила «Сообщения»."
    )


def test_without_a_rule_an_administrator_approves() -> None:
    chosen = approval_rules.choose((), Case("message", "final"))
    assert (chosen.rule, [step.role for step in chosen.steps]) == (None, ["administrator"])
    assert "администратор" in chosen.why


def test_a_rule_without_steps_publishes_at_once() -> None:
    assert approval_rules.choose(RULES, Case("message", "interim")).steps == ()
    assert approval_rules.told((), LABELS) == "без согласования"


def test_steps_in_turn_and_at_once_are_told_apart() -> None:
    steps = (Step(1, "curator"), Step(1, "", 7), Step(2, "head"))
    assert approval_rules.told(steps, LABELS) == "куратор органа и Вера Панина одновременно, затем руководитель"


TURNS = [
    ([], None, "nobody is asked: all is said"),
    ([Say(1, 0)], 1, "one waits"),
    ([Say(1, 0, "approved"), Say(2, 1)], 2, "the second turn comes after the first"),
    ([Say(1, 0, "approved"), Say(1, 1), Say(2, 2)], 1, "side by side both must speak"),
    ([Say(1, 0, "approved"), Say(1, 0, "needless"), Say(2, 1)], 2, "one of several people of a step is enough"),
    ([Say(1, 0, "approved"), Say(2, 1, "approved")], None, "all is said"),
]


@pytest.mark.parametrize(("says", "ordinal", "reason"), TURNS)
def test_whose_turn_it_is(says: list[Say], ordinal: int | None, reason: str) -> None:
    assert approval_rules.turn(says) == ordinal, reason


FLAWED = [
    (Rule(0, "", source="с"), "Название", "a rule must say what it is about"),
    (Rule(0, "Р"), "Основание", "and where it comes from"),
    (Rule(0, "Р", steps=(Step(1),), source="с"), "роль или сотрудника", "a step of nobody"),
    (Rule(0, "Р", steps=(Step(1, "curator", 7),), source="с"), "что-то одно", "a step of two"),
    (Rule(0, "Р", steps=(Step(1, "citizen"),), source="с"), "не согласует", "a role that approves nothing"),
    (Rule(0, "Р", steps=(Step(1, "head", None, 3),), source="с"), "единицы", "a term of nothing"),
    (Rule(0, "Р", steps=(Step(1, "head", None, 3, "working_hours"),), source="с"), "режим", "whose hours"),
    (Rule(0, "Р", steps=(Step(1, "head"), Step(2, "head")), source="с"), "дважды", "the same one twice"),
    (Rule(0, "Р", steps=tuple(Step(1, "", number) for number in range(1, 11)), source="с"), "сократите", "too long"),
]


@pytest.mark.parametrize(("rule", "said", "reason"), FLAWED)
def test_a_wrong_rule_is_refused_in_words(rule: Rule, said: str, reason: str) -> None:
    assert any(said in flaw for flaw in approval_rules.flaws(rule)), reason


def test_a_good_rule_has_no_flaws() -> None:
    assert [flaw for rule in RULES for flaw in approval_rules.flaws(rule)] == []


def test_a_preview_counts_what_would_be_approved_otherwise() -> None:
    cases = [(number, Case("message", "final", outcome)) for number, outcome in enumerate(["solved", "refused"] * 3)]
    looked, shifts = approval_rules.compare((ANY, MESSAGE), (ANY, MESSAGE, REFUSED), cases, LABELS)
    assert looked == 6
    (shift,) = shifts
    assert (shift.before, shift.after) == ("куратор органа", "куратор органа, затем согласующий")
    assert (shift.answers, shift.examples) == (3, (1, 3, 5))


def test_upwards_ends_with_an_administrator() -> None:
    for role in approval_rules.APPROVERS:
        assert list(approval_rules.upwards(role))[-1] == "administrator"


@given(
    st.builds(
        Case, st.sampled_from(["appeal", "message"]), st.sampled_from(["final", "interim"]),
        st.sampled_from(["", "solved", "refused"]), st.sampled_from(["", "im.05", "im.05.02", "im.12.08"]),
        st.sampled_from(["", "now", "soon"]),
    )
)  # fmt: skip
def test_the_chosen_rule_always_fits(case: Case) -> None:
    chosen = approval_rules.choose(RULES, case).rule
    assert chosen is not None and approval_rules.fits(chosen, case)
    others = [rule for rule in RULES if approval_rules.fits(rule, case)]
    assert all(len(approval_rules.named(chosen)) >= len(approval_rules.named(rule)) for rule in others)
