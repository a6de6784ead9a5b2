"""«Оценки» and the indicators tell of the same verdicts: the page of each, an indicator of the first of a question."""

from datetime import UTC, date, datetime

import pytest

from otklik.facts import parquet
from otklik.facts.actions import refresh
from otklik.flow.demo import load
from otklik.indicators.queries import SHELF, cutter
from otklik.indicators.rules import Period, Slice
from otklik.offices.rules import EVERYTHING
from otklik.satisfaction import queries
from otklik.satisfaction.models import Rating
from tests import region
from tests.region import AT

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CODES = ("satisfaction", "good_ratings", "confirmed", "response")
EVER = queries.Period(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 12, 31, tzinfo=UTC))


@pytest.fixture
def demo(settings, tmp_path):
    settings.OTKLIK_HOME = tmp_path
    region.founding.lay_foundation(at=AT)
    load.region(at=AT)
    load.life(until=AT, days=9, say=lambda words: None)
    while refresh():
        pass
    parquet.write_stale(AT)


def test_the_page_and_the_indicators_agree_on_the_demo(demo) -> None:
    page = queries.satisfaction(EVER).by_source
    told = [page["page"], page["channel"]]
    asked = Slice(CODES, (), Period(date(2026, 1, 1), date(2027, 12, 31)))
    mean, good, confirmed, response = cutter(EVERYTHING, now=AT).cut(asked, [SHELF[code] for code in CODES]).total
    first, again = {}, []
    for rating in Rating.objects.filter(source__in=("page", "channel")).order_by("pk"):
        again.append(rating) if rating.question_id in first else first.setdefault(rating.question_id, rating)
    assert len(first) > 20, "too few spoke: the test shows little"
    assert mean.n == sum(one.stars for one in told) - sum(one.stars is not None for one in again)
    assert mean.value * mean.n == sum(one.stars_sum for one in told) - sum(one.stars or 0 for one in again)
    assert round(good.value * good.n) == sum(one.good for one in told) - sum((one.stars or 0) >= 4 for one in again)
    assert round(confirmed.value * confirmed.n) == sum(one.solved for one in told) - sum(
        bool(one.is_solved) for one in again
    )
    assert round(response.value * response.n) == len(first)
