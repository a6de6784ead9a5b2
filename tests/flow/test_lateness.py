"""The forecast of lateness on the demo's stream, whose truth is known; and what it leaves in the facts."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from otklik.appeals.models import Outbox, Question
from otklik.deadlines import forecast, foretold
from otklik.deadlines.forecast import Run
from otklik.deadlines.models import Clock, Risk
from otklik.deadlines.risk_words import told
from otklik.facts.models import Fact
from otklik.flow.alarms import foreseeing
from otklik.flow.demo import lateness, region, routes, stream
from tests import region as small
from tests.region import AT, ROADS, RUBBISH, send

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TERM = timedelta(days=3)


def lived(share: float | None = None) -> list[Run]:
    """Answers to the letters of seventy days of the demo; `share`: the same for all instead of the demo's truth."""
    dice, loads, runs = random.Random(5), lateness.Loads(), []
    ends: list[tuple[datetime, str]] = []
    for number, letter in enumerate(stream.letters(region.build(), until=NOW, days=70)):
        topic, start = letter.truth.topic_code, letter.published_at
        if not topic:
            continue
        body = routes.body_for(topic, letter.truth.territory_code)
        for ended, whose in [one for one in ends if one[0] <= start]:
            ends.remove((ended, whose))
            loads.went(whose)
        chance = lateness.late_share(body, topic, loads.of(body)) if share is None else share
        is_late = dice.random() < chance
        passed = 1 + dice.expovariate(2.4) if is_late else dice.betavariate(2, 2)
        done = start + TERM * passed
        loads.came(body)
        loads.step()
        ends.append((done, body))
        runs.append(Run(number, number, body, topic[:5], start, start + TERM, done if done < NOW else None))
    return runs


@pytest.fixture(scope="module")
def proof() -> forecast.Proof:
    runs = lived()
    return forecast.prove(runs, forecast.load_of(runs, NOW), NOW)


def test_on_the_demo_it_tells_more_than_the_time_left(proof: forecast.Proof) -> None:
    assert proof.terms > 500
    assert proof.brier < 0.9 * proof.brier_time_alone


def test_on_the_demo_its_chances_come_true(proof: forecast.Proof) -> None:
    assert proof.ece < 0.04
    assert sum(one.terms for one in proof.calibration) == proof.seen


def test_where_all_are_alike_there_is_nothing_to_learn() -> None:
    runs = lived(share=0.15)
    proof = forecast.prove(runs, forecast.load_of(runs, NOW), NOW)
    assert proof.brier > 0.97 * proof.brier_time_alone


@pytest.mark.parametrize(
    ("feature", "value", "words"),
    [
        ("body", 0.5, "орган опаздывает с каждым вторым ответом"), ("body", 0.08, "орган опаздывает с 8 % ответов"),
        ("passed", 0.8, "прошло 80 % срока"), ("load", 2.1, "в работе вдвое больше обычного"),
        ("load", 1.2, "в работе на 20 % больше обычного"), ("transfers", 2, "передавали 2 раза"),
        ("transfers", 5, "передавали 5 раз"), ("what is this", 1, ""),
    ],
)  # fmt: skip
def test_a_reason_is_told_in_words(feature: str, value: float, words: str) -> None:
    assert told(feature, value) == words


@pytest.fixture
def questions(db: None) -> list[Question]:
    """Three hundred answers: those of the roads mostly late; the last twenty still run."""
    small.found()
    made = send(*(f"{(ROADS, RUBBISH)[number % 2]} {number}" for number in range(300)), topic="")
    dice = random.Random(1)
    rows = {clock.question_id: clock for clock in Clock.objects.filter(kind="answer")}
    for number, question in enumerate(made):
        clock = rows[question.pk]
        clock.started_at = AT - timedelta(days=60) + timedelta(hours=4 * number)
        clock.due_at = clock.started_at + TERM
        passed = 1.3 if dice.random() < (0.7, 0.05)[number % 2] else dice.betavariate(2, 2)
        clock.done_at = clock.started_at + TERM * passed
        if number >= 280:
            clock.started_at, clock.due_at, clock.done_at = AT - timedelta(days=1), AT + timedelta(days=2), None
    Clock.objects.bulk_update(rows.values(), ["started_at", "due_at", "done_at"], batch_size=200)
    return made


def test_what_is_foretold_stands_in_the_facts_with_its_reasons(questions: list[Question]) -> None:
    Clock.objects.filter(question=questions[-1]).update(paused_at=AT)
    assert foreseeing.learn(AT)
    assert Risk.objects.count() == 19, "what stands is not foretold"
    worst = Fact.objects.filter(risk__isnull=False).order_by("-risk").first()
    assert worst is not None
    said = foretold.foretold([worst.pk])[worst.pk]
    assert said.chance == worst.risk
    assert said.reasons
    assert Fact.objects.get(pk=questions[-1].pk).risk is None


def test_told_again_nothing_is_made_anew(questions: list[Question]) -> None:
    foreseeing.learn(AT)
    forecast.score(AT)
    assert not Outbox.objects.exists()


def test_too_little_history_changes_nothing(db: None) -> None:
    small.found()
    assert not foreseeing.learn(AT)
    assert foretold.latest_proof() is None
    assert foreseeing.tell(AT) == 0
