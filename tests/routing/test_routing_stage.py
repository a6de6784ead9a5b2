"""The stage that finds who must answer, and changes of its rules."""

from datetime import UTC, date, datetime

import pytest

from otklik.appeals.models import Event
from otklik.appeals.outcomes import Done, Waits
from otklik.offices.models import Body
from otklik.reference import actions as reference
from otklik.reference.models import Territory
from otklik.routing import models, queries
from otklik.routing.actions import RuleDraft, close_rule, keep, save_rule, think
from otklik.routing.rules import RoutingError
from otklik.triage.models import Suggestion, Threshold
from tests.deadlines.asked import asked

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
SINCE = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def region():
    reference.seed(at=AT)
    Territory.objects.create(code="57000000", name="Край", kind="region")
    Territory.objects.create(code="57701000", name="Город", kind="municipality")
    Body.objects.create(code="roads", name="Министерство дорог", short_name="Минтранс", aliases=["Мин. транспорта"])
    Body.objects.create(code="city", name="Администрация города")
    Body.objects.create(code="gone", name="Старый комитет", closed_on=date(2025, 1, 1))
    save_rule(RuleDraft("roads", SINCE, topic_code="im.05"), by=None, at=AT)


def walked(*questions):
    verdicts = think(questions, AT)
    keep(verdicts, AT)
    return verdicts


def suggested(question, label, confidence):
    proposals = {"executor": [["", label, confidence], ["", "Другой", 0.01]], "group": []}
    Suggestion.objects.create(question=question, model_version="1", proposals=proposals, at=AT)


def test_a_rule_sends_and_says_why():
    question = asked(AT, topic="im.05.01", territory="57701000")
    (verdict,) = walked(question)
    told = queries.why(question.pk)
    assert (verdict.outcome, question.body.code, told.by, told.body_code) == (Done(), "roads", "rule", "roads")
    assert told.text == f"тема «Дороги» и ниже, любая территория, правило № {told.rule_id} с 01.01.2026"


@pytest.mark.parametrize("stated", ["city", "Администрация города", "  администрация ГОРОДА"])
def test_the_source_comes_before_the_rules(stated):
    question = asked(AT, topic="im.05.01", body=stated)
    walked(question)
    assert (question.body.code, queries.why(question.pk).by) == ("city", "source")


@pytest.mark.parametrize("stated", ["gone", "Старый комитет", "Никто"])
def test_a_closed_or_unknown_body_of_the_source_leaves_it_to_the_rules(stated):
    question = asked(AT, topic="im.05.01", body=stated)
    walked(question)
    assert queries.why(question.pk).by == "rule"


SURE = [
    ("Мин. транспорта", 0.9, 0.8, "roads", "an alias of the body"),
    ("Минтранс", 0.8, 0.8, "roads", "exactly at the threshold"),
    ("Минтранс", 0.79, 0.8, None, "below the threshold"),
    ("Минтранс", 0.99, None, None, "no threshold is set: people decide"),
    ("Старый комитет", 0.99, 0.8, None, "a closed body"),
    ("Неизвестный", 0.99, 0.8, None, "a label that no body has"),
]


@pytest.mark.parametrize(("label", "confidence", "threshold", "code", "reason"), SURE)
def test_the_machine_decides_only_where_it_is_sure(label, confidence, threshold, code, reason):
    question = asked(AT, topic="im.01.01")
    suggested(question, label, confidence)
    if threshold is not None:
        Threshold.objects.create(head="executor", confidence=threshold, source="тест")
    (verdict,) = walked(question)
    assert (question.body.code if question.body else None) == code, reason
    assert isinstance(verdict.outcome, Done if code else Waits)


def test_an_unclear_question_waits_for_a_person_with_the_reason():
    question = asked(AT, topic="im.01.01")
    suggested(question, "Минтранс", 0.4)
    Threshold.objects.create(head="executor", confidence=0.8, source="тест")
    (verdict,) = walked(question)
    assert verdict.outcome == Waits(
        "routing", "нет правила: тема «Беженцы», территория не известна, подсказка «Минтранс» 40% ниже порога 80%"
    )
    assert Event.objects.get().kind == "waits"
    assert queries.why(question.pk) is None


def test_a_question_routed_anew_does_not_keep_its_former_body():
    question = asked(AT, topic="im.01.01")
    question.body = Body.objects.get(code="roads")
    walked(question)
    assert question.body_id is None


def test_a_batch_takes_a_constant_number_of_queries(django_assert_num_queries):
    questions = [asked(AT, topic="im.05.01", territory="57701000") for _ in range(20)]
    with django_assert_num_queries(9):
        verdicts = think(questions, AT)
    with django_assert_num_queries(4):
        keep(verdicts, AT)


def test_a_rule_of_a_municipality_beats_that_of_the_region():
    save_rule(RuleDraft("city", SINCE, topic_code="im.05", territory_code="57701000"), by=None, at=AT)
    here, elsewhere = asked(AT, topic="im.05.01", territory="57701000"), asked(AT, topic="im.05.01")
    walked(here, elsewhere)
    assert (here.body.code, elsewhere.body.code) == ("city", "roads")


WRONG = [
    (RuleDraft("nobody", SINCE), "Органа с кодом «nobody» нет"),
    (RuleDraft("gone", SINCE), "закрыт с 01.01.2025"),
    (RuleDraft("city", SINCE, topic_code="im.99"), "Темы «im.99» нет"),
    (RuleDraft("city", SINCE, territory_code="99"), "ОКТМО «99» нет"),
    (RuleDraft("city", SINCE, topic_code="im.05"), "уже есть правило"),
    (RuleDraft("city", SINCE, valid_to=date(2025, 1, 1)), "раньше начала"),
    (RuleDraft("city", SINCE, id=777), "Правила № 777 нет"),
]


@pytest.mark.parametrize(("draft", "told"), WRONG)
def test_a_wrong_rule_is_refused(draft, told):
    with pytest.raises(RoutingError, match=told):
        save_rule(draft, by=None, at=AT)
    assert models.Rule.objects.count() == 1


def test_a_change_tells_what_was_and_what_became():
    row = models.Rule.objects.get()
    changed = save_rule(RuleDraft("city", SINCE, topic_code="im.05", id=row.pk), by=None, at=AT)
    assert (changed.subject, changed.before["body"], changed.after["body"]) == ("rule", "roads", "city")


def test_a_closed_rule_speaks_no_more_but_stays():
    changed = close_rule(rule_id=models.Rule.objects.get().pk, by=None, at=AT)
    question = asked(AT, topic="im.05.01")
    walked(question)
    assert (changed.after["valid_to"], question.body_id) == ("2026-03-03", None)


def test_a_rule_that_never_spoke_is_removed():
    changed = save_rule(RuleDraft("city", date(2026, 3, 4)), by=None, at=AT)
    assert close_rule(rule_id=int(changed.key), by=None, at=AT).after is None
    assert models.Rule.objects.count() == 1


def test_a_rule_names_who_answers_together_and_a_new_route_asks_others():
    Body.objects.create(code="water", name="Водоканал")
    draft = RuleDraft("roads", SINCE, topic_code="im.05", words="затопило подвал", co_codes=("water",))
    save_rule(draft, by=None, at=AT)
    question = asked(AT, topic="im.05.01")
    question.appeal.text = "Яма, и подвал затопило."
    keep(think([question], AT), AT)
    assert list(models.CoExecutor.objects.values_list("question", "body__code")) == [(question.pk, "water")]
    question.appeal.text = "Просто яма."
    keep(think([question], AT), AT)
    assert not models.CoExecutor.objects.exists()
