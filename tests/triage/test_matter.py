"""The same matter: one place, one group of topics, a few days; chance meetings in a street are not it."""

from datetime import timedelta

import pytest

from otklik.triage.again.matter import Where, matters
from otklik.triage.places.spot import NOWHERE, Spot, spot
from otklik.triage.readers import place
from tests.region import AT

STREET = Spot("ул. лесная", 5, "", is_street=True)


def where(
    number: int, days: float = 0, told: Spot = STREET, group: str = "im.05", theme: str = "im.05.01", **more
) -> Where:
    return Where(number, AT + timedelta(days=days), group, theme, more.get("territory", "99701000"), told)


def house(number: int | None) -> Spot:
    return Spot("ул. лесная", number, "", is_street=True)


@pytest.mark.parametrize(
    ("later", "why"),
    [
        (where(2, 9), "та же улица и дом, та же тема, за 9 дней"),
        (where(2, 1), "та же улица и дом, та же тема, за 1 день"),
        (where(2, 0.5), "та же улица и дом, та же тема, в те же сутки"),
        (where(2, 2, theme="im.05.02"), "та же улица и дом, та же группа тем, за 2 дня"),
        (where(2, 3, house(7)), "соседние дома, та же тема, за 3 дня"),
        (where(2, 1, house(None)), "та же улица, та же тема, за 1 день"),
    ],
)
def test_one_place_and_topic_within_days_are_one_matter(later, why) -> None:
    (found,) = matters([where(1), later], [])
    assert (found.question, found.earlier, found.why) == (2, 1, why)


@pytest.mark.parametrize(
    ("later", "reason"),
    [
        (where(2, 22), "past the window of roads"),
        (where(2, 4, theme="im.05.02"), "another theme of the group is asked about within three days only"),
        (where(2, 4, house(7)), "neighbours meet by chance"),
        (where(2, 2, house(None)), "a street is long"),
        (where(2, 0, house(55)), "another end of the street"),
        (where(2, 0, group="im.06", theme="im.06.01"), "another group of topics"),
        (where(2, 0, territory="99703000"), "the street of another town"),
        (where(2, 0, territory=""), "nobody knows which town"),
        (where(2, 0, NOWHERE), "no place at all"),
        (where(2, 0, Spot("ул. лесная", 5, "99701000002", is_street=True)), "another village"),
    ],
)
def test_other_places_topics_and_days_are_other_matters(later, reason) -> None:
    first = where(1, told=Spot("ул. лесная", 5, "99701000001", is_street=True))
    assert matters([first, later], []) == [], reason


def test_two_letters_about_one_clinic_are_about_two_patients() -> None:
    clinic = Spot("поликлиника № 2")
    told = [where(number, told=clinic, group="im.07", theme="im.07.05") for number in (1, 2)]
    assert matters(told, []) == []
    assert matters([where(number, told=Spot("школа № 5")) for number in (1, 2)], [])


def test_the_surest_of_the_kept_is_told_and_of_equals_the_first() -> None:
    key = where(1).key or 0
    kept = [(key, where(number, told=house(told))) for number, told in ((1, 7), (2, 5), (3, 5))]
    assert [(found.earlier, found.score) for found in matters([where(9)], kept)] == [(2, 1.0)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Яма на ул. Лесной, 5", "По адресу ул. Лесная д. 5 яма"),
        ("Не горит фонарь на Гагарина 12", "ул. Гагарина, 12: темно, фонарь не горит"),
        ("Снег напротив школы № 5", "У школы 5 не чистят снег"),
    ],
)
def test_one_place_told_in_other_words_is_one_spot(one, other) -> None:
    first, second = (spot(reading) for reading in place.read([one, other]))
    assert (first.name, first.house) == (second.name, second.house)
    assert first.name


@pytest.mark.parametrize(("text", "found"), [("Дом 58в по Ленина", 58), ("ул. Ленина 10/1", 10), ("ул. Ленина", None)])
def test_a_house_is_its_number(text, found) -> None:
    assert spot(place.read([text])[0]).house == found


def test_a_text_with_no_place_is_nowhere() -> None:
    assert spot(place.read(["Спасибо за всё!"])[0]) == NOWHERE
