"""The list behind a figure holds as many questions as the figure stands on, whatever the measure and the key."""

import pyarrow.parquet as pq
import pytest

from otklik.indicators import queries, source
from otklik.indicators.behind import behind
from otklik.indicators.cube import OTHERS
from otklik.indicators.queries import SHELF
from otklik.indicators.rules import Period, Slice, SliceError
from otklik.offices.rules import EVERYTHING, Reach, Scope, Verb
from tests.indicators.ground import NOW, facts, table

pytestmark = pytest.mark.django_db
SPRING = Period(NOW.date().replace(month=3, day=1), NOW.date())
ROADS_ONLY = Scope((Reach(frozenset({1}), "", "", frozenset({Verb.ANALYSE})),))


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("facts") / "all.parquet"
    pq.write_table(table(facts()), path)
    return str(path)


@pytest.fixture(autouse=True)
def _ground(file, monkeypatch) -> None:
    monkeypatch.setattr(source, "_files", lambda: [file])


def counted(asked: Slice, code: str, keys, scope=EVERYTHING):
    return behind(asked, code, keys, scope, hits_only=False, after=0, limit=5, now=NOW)


@pytest.mark.parametrize("code", sorted(SHELF))
def test_as_many_questions_as_the_figure_stands_on(code):
    asked = Slice((code,), ("group", "body"), SPRING, top=3)
    cut = queries.cut(asked, EVERYTHING, now=NOW)
    shown = [cut.groups[0], cut.groups[-1], next(one for one in cut.groups if one.keys[0] == OTHERS)]
    for group in shown:
        assert counted(asked, code, group.keys).n == group.figures[0].n, group.keys
    assert counted(asked, code, ()).n == cut.total[0].n
    for dimension in asked.dimensions:
        alone = Slice((code,), (dimension,), SPRING, top=3)
        for key, figures in cut.sums[dimension].items():
            assert counted(alone, code, (key,)).n == figures[0].n, (dimension, key)


def test_every_dimension_opens_its_rows():
    for code in queries.KNOWN.dimensions:
        asked = Slice(("received",), (code,), SPRING, top=2)
        for group in queries.cut(asked, EVERYTHING, now=NOW).groups:
            assert counted(asked, "received", group.keys).n == group.figures[0].n, (code, group.keys)


def test_hits_make_the_share():
    asked = Slice(("in_time",), (), SPRING)
    figure, found = queries.cut(asked, EVERYTHING, now=NOW).total[0], counted(asked, "in_time", ())
    assert found.hits / found.n == pytest.approx(figure.value)


def test_pages_of_numbers_run_down_without_holes():
    asked, seen, after = Slice(("received",), (), SPRING), [], 0
    total = counted(asked, "received", ()).n
    while True:
        page = behind(asked, "received", (), EVERYTHING, hits_only=False, after=after, limit=400, now=NOW).numbers
        seen += page
        if len(page) < 400:
            break
        after = page[-1]
    assert len(seen) == len(set(seen)) == total and seen == sorted(seen, reverse=True)


def test_a_scope_sees_only_its_own_rows():
    asked = Slice(("received",), ("body",), SPRING, top=0)
    assert counted(asked, "received", ("2",), ROADS_ONLY).n == 0
    own = counted(asked, "received", ("1",), ROADS_ONLY).n
    assert own == counted(asked, "received", ("1",)).n > 0


@pytest.mark.parametrize(
    ("code", "keys", "says"),
    [
        ("nothing", (), "Показателя «nothing» нет"),
        ("received", ("im.01", "x"), "Адрес числа неполон"),
    ],
)
def test_an_address_made_by_hand_is_told(code, keys, says):
    with pytest.raises(SliceError, match=says):
        counted(Slice(("received",), ("group",), SPRING), code, keys)
