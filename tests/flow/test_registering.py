"""Registration of appeals, their legal kind, and the rule of e-mail."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from otklik.appeals import registry
from otklik.appeals.models import Appeal, Event, KindChange, Numbering, Question, Registration
from otklik.deadlines.models import Clock, WithdrawnClock
from otklik.facts import queries as facts
from otklik.facts.models import Fact
from otklik.facts.rules import FeedFilter
from otklik.flow.demo import appeals as demo
from otklik.flow.desks import desk, registering
from otklik.flow.desks.desk import DeskError
from otklik.intake import mail
from otklik.offices.models import Person
from otklik.offices.rules import EVERYTHING
from tests.region import AT, ROADS, TOWN, person, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]
LATER = AT + timedelta(hours=5)


@pytest.fixture
def moderator() -> Person:
    return person("mod", "moderator")


def appeal(text: str = ROADS, at: datetime = AT, **fields: object) -> Question:
    """An appeal by 59-ФЗ, routed."""
    (question,) = send(text, topic="Дороги", territory=TOWN, at=at, **{"legal_kind": "appeal", **fields})
    return question


def clock(question: Question, kind: str) -> Clock:
    return Clock.objects.get(question=question, kind=kind)


class TestNumbers:
    """Numbers go one after another and are never given twice."""

    def test_an_appeal_gets_the_next_number_and_its_clock_stops(self, moderator: Person) -> None:
        questions = [appeal(f"{ROADS} {number}") for number in range(3)]
        for question in questions:
            registering.register(question_ids=[question.pk], by=moderator, at=LATER)
        assert list(Registration.objects.order_by("pk").values_list("number", flat=True)) == [
            "О-1/2026", "О-2/2026", "О-3/2026",
        ]  # fmt: skip
        assert clock(questions[0], "registration").done_at == LATER
        assert clock(questions[0], "answer").done_at is None

    def test_a_registered_question_is_found_by_its_number(self, moderator: Person) -> None:
        question = appeal()
        registering.register(question_ids=[question.pk], by=moderator, at=LATER)
        for typed in ("О-1/2026", "№ о-1/2026"):
            assert facts.count(EVERYTHING, FeedFilter(words=typed), now=AT) == 1
        assert facts.count(EVERYTHING, FeedFilter(words="О-2/2026"), now=AT) == 0

    def test_it_is_registered_once_and_a_message_never(self, moderator: Person) -> None:
        question, message = appeal(), appeal("Другая яма на дороге", legal_kind="message")
        registering.register(question_ids=[question.pk], by=moderator, at=LATER)
        again = registering.register(question_ids=[question.pk, message.pk], by=moderator, at=LATER)
        assert again.changed == ()
        assert "уже зарегистрировано: № О-1/2026" in again.refused[0].reason
        assert "по 59-ФЗ его не регистрируют" in again.refused[1].reason

    def test_an_undone_registration_keeps_its_number_taken(self, moderator: Person) -> None:
        question = appeal()
        act = registering.register(question_ids=[question.pk], by=moderator, at=LATER)
        desk.undo(act_id=act.id, by=moderator, at=LATER)
        assert clock(question, "registration").done_at is None
        registering.register(question_ids=[question.pk], by=moderator, at=LATER)
        assert registry.registration(question.appeal_id).number == "О-2/2026"

    def test_a_number_of_a_failed_transaction_is_given_to_the_next(self, moderator: Person) -> None:
        one = Appeal.objects.get(pk=appeal().appeal_id)
        point = transaction.savepoint()
        registry.register(one, by=moderator, at=AT)
        transaction.savepoint_rollback(point)
        with transaction.atomic():
            assert registry.register(one, by=moderator, at=AT).number == "О-1/2026"

    def test_a_new_year_counts_anew_by_the_pattern_of_the_last(self, moderator: Person) -> None:
        registry.save_pattern("appeal", 2026, "{n}-ЦУР-{year}")
        one, other = (Appeal.objects.get(pk=appeal(f"{ROADS} {number}").appeal_id) for number in range(2))
        # 23:30 of 31 December by UTC is the next year by the region's clock.
        new_year = datetime.fromisoformat("2026-12-31T23:30:00+00:00")
        assert registry.register(one, by=moderator, at=AT).number == "1-ЦУР-2026"
        assert registry.register(other, by=moderator, at=new_year).number == "1-ЦУР-2027"
        assert Numbering.objects.count() == 2

    @pytest.mark.parametrize(
        ("pattern", "flaw"),
        [("О-{year}", "{n}"), ("О-{n}", "{year}"), ("{n}/{n}/{year}", "одно"), ("{n}/{year}/{дело}", "{дело}")],
    )
    def test_a_pattern_that_would_repeat_a_number_is_refused(self, pattern: str, flaw: str) -> None:
        with pytest.raises(registry.NumberingError, match=flaw):
            registry.save_pattern("appeal", 2026, pattern)

    def test_a_letter_registered_before_its_terms_has_nothing_owed(self, moderator: Person) -> None:
        (question,) = send("Ъыъ", legal_kind="appeal")
        registering.register(question_ids=[question.pk], by=moderator, at=LATER)
        desk.send(question_ids=[question.pk], body_code="duty", by=moderator, at=LATER)
        assert clock(question, "registration").done_at == LATER
        assert clock(question, "forwarding").done_at == LATER


class TestForwarding:
    """The clock of forwarding stops when a body has the question."""

    def test_the_machines_route_ends_it(self) -> None:
        assert clock(appeal(), "forwarding").done_at == AT

    def test_a_persons_route_ends_it(self, moderator: Person) -> None:
        question = appeal()
        Clock.objects.filter(question=question, kind="forwarding").update(done_at=None)
        desk.send(question_ids=[question.pk], body_code="duty", by=moderator, at=LATER)
        assert clock(question, "forwarding").done_at == LATER


class TestKind:
    """A letter changes its legal kind by a person on a ground; the clocks are counted anew."""

    def test_a_message_becomes_an_appeal_and_its_terms_change(self, moderator: Person) -> None:
        question = appeal(legal_kind="message")
        before = clock(question, "answer").due_at
        registering.change_kind(
            question_ids=[question.pk], ground="epgu", words="заявление 4411", by=moderator, at=LATER
        )
        assert clock(question, "answer").policy.code == "59fz"
        assert WithdrawnClock.objects.get(question=question, kind="answer").due_at == before
        kept = KindChange.objects.get()
        assert (kept.before, kept.after, kept.ground, kept.by) == ("message", "appeal", "epgu", moderator)
        assert Fact.objects.get(pk=question.pk).legal_kind == "appeal"

    def test_a_ground_and_its_proof_are_asked_for(self, moderator: Person) -> None:
        question = appeal(legal_kind="message")
        for ground, words in (("", "слова"), ("epgu", " "), ("телепатия", "слова")):
            with pytest.raises(DeskError):
                registering.change_kind(question_ids=[question.pk], ground=ground, words=words, by=moderator, at=AT)
        act = registering.change_kind(question_ids=[question.pk], ground="not", words="слова", by=moderator, at=AT)
        assert "не делает письмо" in act.refused[0].reason

    def test_a_registered_appeal_keeps_its_kind(self, moderator: Person) -> None:
        question = appeal()
        registering.register(question_ids=[question.pk], by=moderator, at=AT)
        act = registering.change_kind(question_ids=[question.pk], ground="not", words="спам", by=moderator, at=AT)
        assert "№ О-1/2026" in act.refused[0].reason

    def test_it_goes_back_by_a_new_decision_only(self, moderator: Person) -> None:
        question = appeal(legal_kind="message")
        act = registering.change_kind(question_ids=[question.pk], ground="paper", words="опись", by=moderator, at=AT)
        with pytest.raises(DeskError, match="новым решением"):
            desk.undo(act_id=act.id, by=moderator, at=AT)
        registering.change_kind(question_ids=[question.pk], ground="mistake", words="не то", by=moderator, at=LATER)
        assert Appeal.objects.get(pk=question.appeal_id).legal_kind == "message"
        assert clock(question, "answer").policy.legal_kind == "message"


MAIL = (
    ("api", "эл. почта", date(2025, 3, 30), True, "the first day of the rule"),
    ("api", "эл. почта", date(2025, 3, 29), False, "the day before it"),
    ("email", "", date(2026, 1, 1), True, "the channel itself"),
    ("api", " Эл. Почта ", date(2026, 1, 1), True, "as people write it"),
    ("api", "ЕПГУ", date(2026, 1, 1), False, "a lawful way"),
    ("operator", "бумага", date(2026, 1, 1), False, "paper"),
)


@pytest.mark.parametrize(("channel", "source", "day", "is_mail", "why"), MAIL)
def test_what_came_by_mail_is_told_by_a_table(channel: str, source: str, day: date, is_mail: bool, why: str) -> None:
    assert mail.is_by_mail(channel, source, day) is is_mail, why


def test_an_appeal_by_mail_is_taken_in_as_a_message_and_says_so() -> None:
    question = appeal(source="эл. почта", published_at="2026-11-01T10:00:00+05:00")
    assert question.appeal.legal_kind == "message"
    assert "547-ФЗ" in Event.objects.get(question=question, kind="accepted").what["text"]
    old = appeal("Яма на дороге у школы", source="эл. почта", published_at="2025-03-01T10:00:00+05:00")
    assert old.appeal.legal_kind == "appeal"


def test_the_demos_appeals_show_what_the_law_knows() -> None:
    person("mod", "moderator")
    assert demo.lay(until=AT) == 7
    assert list(Registration.objects.order_by("pk").values_list("number", flat=True)) == [
        "О-1/2026", "О-2/2026", "О-3/2026",
    ]  # fmt: skip
