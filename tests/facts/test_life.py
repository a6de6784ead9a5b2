"""After any life, facts kept up by the outbox equal facts made from scratch, and the columnar copy equals both."""

from datetime import timedelta

import pyarrow.parquet as pq
import pytest

from otklik.facts import actions, making, parquet
from otklik.facts.columns import STORED
from otklik.facts.models import Fact, MonthFile, Touched
from otklik.offices import actions as offices
from otklik.offices.actions import BodyDraft
from otklik.offices.models import Body
from tests import region
from tests.facts.life import Life
from tests.region import AT, ROADS, send

pytestmark = pytest.mark.django_db
STEPS = 120


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.OTKLIK_HOME = tmp_path


def facts():
    """All rows, all columns, by question."""
    return {row["question_id"]: row for row in Fact.objects.values()}


def copied():
    """The rows of the columnar copy by question, the columns that the table has."""
    found = {}
    for month in MonthFile.objects.all():
        table = pq.read_table(parquet.folder() / month.name, columns=list(STORED))
        found |= {row["question_id"]: row for row in table.to_pylist()}
    return found


def lived(seed):
    """A life in slices: refreshed and copied now and then, at last wholly."""
    life = Life(seed)
    for step in range(STEPS):
        life.step()
        if life.chance.random() < 0.3:
            actions.refresh(limit=life.chance.choice((1, 3, 5000)))
        if step % 20 == 0:
            parquet.write_stale(life.at)
    while actions.refresh():
        pass
    MonthFile.objects.update(took_s=0)
    parquet.write_stale(life.at)
    return life


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow), pytest.param(5, marks=pytest.mark.slow)])
def test_facts_kept_up_equal_facts_made_from_scratch(seed) -> None:
    life = lived(seed)
    assert len(life.done) > 35, f"too few kinds of acts were done: {life.done}"
    kept, in_columns = facts(), copied()
    assert not Touched.objects.exists()
    assert in_columns == {number: {name: row[name] for name in STORED} for number, row in kept.items()}
    assert actions.rebuild() > len(kept) / 2
    assert facts() == kept


def test_every_column_is_written_anew_once_it_differs() -> None:
    region.found()
    (question,) = send(ROADS, topic="Дороги")
    before = facts()
    wrong = {"CharField": "x", "FloatField": 0.25, "DateField": AT.date(), "DateTimeField": AT - timedelta(days=7)}
    for name in making.COLUMNS[1:]:
        kind = Fact._meta.get_field(name).get_internal_type()
        value = not before[question.pk][name] if kind == "BooleanField" else wrong.get(kind, 77)
        Fact.objects.update(**{name: value})
        assert facts() != before, name
        actions.refresh_now([question.pk])
        assert facts() == before, name


def test_nothing_is_written_and_no_month_is_stale_where_nothing_differs() -> None:
    region.found()
    (question,) = send(ROADS)
    Touched.objects.all().delete()
    actions.refresh_now([question.pk])
    assert not Touched.objects.exists()


def test_a_body_in_another_block_takes_its_questions_along() -> None:
    region.found()
    (question,) = send(ROADS, topic="Дороги")
    assert Fact.objects.get(pk=question.pk).block_code == ""
    offices.save_block(code="transport", name="Транспорт", position=1, by=None, at=AT)
    body = offices.save_body(BodyDraft("roads", "Управление дорог", block_code="transport"), by=None, at=AT)
    actions.follow_block(Body.objects.get(pk=body.pk))
    actions.refresh()
    assert Fact.objects.get(pk=question.pk).block_code == "transport"


def test_every_column_of_the_table_is_made() -> None:
    assert set(making.COLUMNS) == {field.column for field in Fact._meta.concrete_fields}
