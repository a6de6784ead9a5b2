"""What the machine decided alone, what people made of it, who may mark what: on rows of a small region."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from otklik.appeals.models import Question
from otklik.flow.desks import desk
from otklik.offices.models import Change
from otklik.triage import actions as triage
from otklik.triage import rules
from otklik.triage.measured import cases, marking, quality
from otklik.triage.measured.cases import Wanted
from otklik.triage.measured.marking import MarkingError
from otklik.triage.measured.quality import Period
from otklik.triage.models import Marking, Reading
from tests import region
from tests.region import AT, ROADS, RUBBISH, UNCLEAR, person, send

pytestmark = pytest.mark.django_db
PERIOD = Period(AT - timedelta(days=1), AT + timedelta(days=1))


@pytest.fixture(autouse=True)
def founded() -> None:
    region.found()
    boss = person("boss", "administrator")
    levels = {"group": 0.6, "theme": None}
    triage.set_thresholds(levels, source="тест", by=boss, at=AT)
    price(0.0)


def price(check_share: float) -> None:
    by = person("boss", "administrator")
    marking.set_stake(manual_min=1, error_min=15, check_share=check_share, source="тест", by=by, at=AT)


def decided(text: str = ROADS) -> Question:
    """A question that the machine decided alone."""
    return send(text)[0]


def chosen(question: Question, code: str, login: str = "anna") -> None:
    desk.decide(question_ids=[question.pk], topic_code=code, by=person(login, "moderator"), at=AT)


def second_theme(question: Question) -> str:
    return triage.Suggestion.objects.get(pk=question.pk).proposals["theme"][1][0]


def test_what_the_machine_decided_alone_is_counted_by_channel_and_version():
    decided()
    send(UNCLEAR)
    counted = quality.tallies(PERIOD)
    assert (counted.all.read, counted.all.alone, counted.all.chosen) == (2, 1, 0)
    assert list(counted.by_channel) == ["api"]
    assert sum(tally.alone for tally in counted.by_version.values()) == 1


@pytest.mark.parametrize(
    ("code", "corrected", "why"),
    [
        ("im.12", 1, "another group is a correction"),
        ("im.05", 0, "the same group is none"),
        ("im.05.11", 0, "a theme of the same group makes it finer"),
    ],
)
def test_a_correction_says_otherwise_than_the_machine(code, corrected, why):
    question = decided()
    assert Reading.objects.get(pk=question.pk).decided == "group"
    chosen(question, code)
    assert quality.tallies(PERIOD).all.corrected == corrected, why


def test_only_the_last_choice_of_a_question_counts():
    question = decided()
    chosen(question, "im.12", "anna")
    chosen(question, "im.05", "boris")
    counted = quality.tallies(PERIOD).all
    assert (counted.chosen, counted.corrected, counted.group_first) == (1, 0, 1)


def test_a_choice_is_ranked_among_the_proposals():
    question = decided()
    chosen(question, second_theme(question))
    counted = quality.tallies(PERIOD).all
    assert (counted.theme, counted.theme_first, counted.theme_three) == (1, 0, 1)
    assert [case.question_id for case in listed("among", "theme")] == [question.pk]
    assert listed("first", "theme") == []


def listed(what: str, head: str = "group", **narrowed: str) -> list[cases.Case]:
    return cases.cases(Wanted(what, head, **narrowed), PERIOD, before=None, limit=10)


def test_every_number_has_its_rows():
    first, second = decided(), decided(RUBBISH)
    chosen(first, "im.12")
    counted = quality.tallies(PERIOD).all
    rows = {what: len(listed(what)) for what in ("read", "alone", "corrected", "chosen")}
    assert rows == {name: getattr(counted, name) for name in rows}
    assert {case.question_id for case in listed("read")} == {first.pk, second.pk}
    pair = Reading.objects.get(pk=first.pk).group_code, "im.12"
    assert quality.confusions("group", PERIOD) == {pair: 1}
    assert [case.question_id for case in listed("pair", proposed=pair[0], chosen="im.12")] == [first.pk]
    assert listed("read", version="other") == listed("read", channel="operator") == []


def test_a_share_of_sure_questions_goes_to_a_blind_check_and_none_of_them_waits():
    price(1.0)
    question = decided()
    send(UNCLEAR)
    row = Marking.objects.get()
    assert (row.question_id, row.kind, row.chance, row.first_by) == (question.pk, "check", 1.0, None)
    assert Question.objects.get(pk=question.pk).waits_for == ""


def test_a_question_is_drawn_by_its_number_with_the_chance_asked():
    drawn = [number for number in range(20_000) if rules.is_drawn(number, 0.02)]
    assert 340 < len(drawn) < 460
    assert set(drawn) <= {number for number in range(20_000) if rules.is_drawn(number, 0.05)}


def test_blind_checks_make_the_curve_and_corrections_do_not():
    price(1.0)
    right, wrong = decided(), decided(RUBBISH)
    anna = person("anna", "moderator")
    for question in (right, wrong):
        row = Marking.objects.get(question=question)
        marking.mark(row.pk, topic_code="im.05.11", by=anna, at=AT)
    chosen(wrong, "im.03")
    assert quality.checked(PERIOD) == (2, 1)
    point = quality.curve_of("group", PERIOD).at(0.6)
    assert (point.alone, point.labelled) == (2, 2)
    assert point.accuracy == pytest.approx(0.5, abs=0.1)


def test_who_chose_first_never_marks_second():
    question = decided()
    chosen(question, "im.12", "anna")
    assert marking.draw(PERIOD, count=10, at=AT) == 1
    assert marking.draw(PERIOD, count=10, at=AT) == 0
    row, anna, boris = Marking.objects.get(), person("anna", "moderator"), person("boris", "moderator")
    assert (list(marking.waiting(anna, None)), list(marking.waiting(boris, None))) == ([], [row])
    with pytest.raises(MarkingError, match="первым"):
        marking.mark(row.pk, topic_code="im.05", by=anna, at=AT)
    marking.mark(row.pk, topic_code="im.05.11", by=boris, at=AT)
    assert marking.pairs(PERIOD) == {"group": [("im.12", "im.05")], "theme": []}
    assert [(one.first_by, one.second_by) for one in marking.disagreements(PERIOD, limit=9)] == [("Anna", "Boris")]
    with pytest.raises(MarkingError, match="уже размечен"):
        marking.mark(row.pk, topic_code="im.05", by=boris, at=AT)


def test_a_text_that_does_not_tell_is_an_answer_too():
    question = decided()
    chosen(question, "im.12", "anna")
    marking.draw(PERIOD, count=1, at=AT)
    marking.mark(Marking.objects.get().pk, topic_code="", by=person("boris", "moderator"), at=AT)
    assert marking.pairs(PERIOD)["group"] == [("im.12", marking.UNCLEAR)]


def test_an_unknown_topic_is_refused():
    price(1.0)
    decided()
    with pytest.raises(MarkingError, match=r"im\.99"):
        marking.mark(Marking.objects.get().pk, topic_code="im.99", by=person("anna", "moderator"), at=AT)


def test_the_price_of_an_error_keeps_its_history():
    price(0.05)
    price(0.05)
    found = Change.objects.filter(subject="stake").order_by("pk")
    assert [change.after["check_share"] for change in found] == [0.0, 0.05]


def test_queries_do_not_grow_with_rows():
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            quality.tallies(PERIOD)
            quality.curve_of("theme", PERIOD)
            quality.checked(PERIOD)
            quality.confusions("theme", PERIOD)
        return len(queries)

    decided()
    before = asked()
    for number in range(3):
        chosen(decided(f"{ROADS} {number}"), "im.12")
    assert asked() == before == 8
