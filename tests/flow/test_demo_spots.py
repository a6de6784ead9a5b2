"""Points of demo letters: inside their municipality, near for one street, given by those sources that know them."""

import json
import math
from collections import defaultdict
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from shapely.geometry import Point, shape

from otklik.flow.demo import deliver, region, stream
from otklik.flow.demo.spots import spot

LAND = region.build()
UNTIL = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Asia/Yekaterinburg"))
LETTERS = list(stream.letters(LAND, until=UNTIL, days=14))
POINTED = [(letter, at) for letter in LETTERS if (at := spot(letter))]


def test_every_point_lies_in_the_municipality_of_its_letter():
    borders = {one.code: shape(one.geojson()) for one in LAND.municipalities}
    assert len(POINTED) > 100
    assert all(borders[letter.truth.territory_code].contains(Point(at)) for letter, at in POINTED)


def test_nobody_points_who_names_no_street_and_no_phone_does():
    assert all(letter.truth.street and letter.channel != "operator" for letter, _ in POINTED)
    share = len(POINTED) / len(LETTERS)
    assert 0.1 < share < 0.4, "a point is given by some letters, not by most"


def test_letters_of_one_street_point_close_together():
    by_street = defaultdict(list)
    for letter, at in POINTED:
        by_street[letter.truth.territory_code, letter.truth.settlement, letter.truth.street].append(at)
    far = [math.dist(*pair) for found in by_street.values() for pair in pairwise(found)]
    assert far and max(far) < 0.04


def test_the_letter_brings_its_point_to_the_intake():
    letter, (longitude, latitude) = next(pair for pair in POINTED if pair[0].channel == "api")
    told = json.loads(deliver.raw(letter))
    assert (float(told["latitude"]), float(told["longitude"])) == (latitude, longitude)
    # A row of a table is packed as text too.
    letter, (longitude, latitude) = next(pair for pair in POINTED if pair[0].channel == "incident")
    assert str(latitude) in deliver.raw(letter).decode() and str(longitude) in deliver.raw(letter).decode()


def test_a_letter_told_again_points_to_the_same_place():
    letter, at = POINTED[0]
    assert spot(letter) == pytest.approx(at)
