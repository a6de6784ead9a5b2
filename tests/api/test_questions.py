"""Questions through the REST door, inside a person's scope."""

import pytest
from django.test import Client

from tests.region import ROADS, RUBBISH, person, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]
URL = "/api/v1/questions"


def client(login: str, role: str, **scope: str) -> Client:
    browser = Client()
    browser.force_login(person(login, role, **scope))
    return browser


def test_only_people_who_came_in_may_ask() -> None:
    assert Client().get(URL).status_code == 401
    assert client("citizen", "citizen").get(URL).status_code == 403


def test_an_executor_sees_the_questions_of_the_own_body_only() -> None:
    roads = send(ROADS, topic="Дороги")[0]
    rubbish = send(RUBBISH, topic="Мусор/Свалки/ТКО")[0]
    executor = client("exec", "executor", body="roads")
    assert [row["id"] for row in executor.get(URL).json()["questions"]] == [roads.pk]
    assert executor.get(f"{URL}/{rubbish.pk}").status_code == 404
    assert executor.get(f"{URL}/{roads.pk}").json()["body"] == "roads"


def test_pages_follow_one_another_without_gaps() -> None:
    send(*(f"{ROADS} у дома {number}" for number in range(7)))
    moderator = client("mod", "moderator")
    seen, after = [], ""
    while True:
        page = moderator.get(URL, {"limit": 3, "after": after}).json()
        seen += [row["id"] for row in page["questions"]]
        if not page["next"]:
            break
        after = page["next"]
    assert len(seen) == len(set(seen)) == 7
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"words": "ямы дорогам"}, 1),
        ({"words": "мусора"}, 1),
        ({"words": "слон"}, 0),
        ({"topic": "im.05"}, 1),
        ({"body": "waste"}, 1),
        ({"state": "closed"}, 0),
        ({"words": "\" OR 1=1 --"}, 0),
        ({"words": "яма AND (дорога"}, 0),
    ],
)  # fmt: skip
def test_a_filter_keeps_what_it_says(wanted: dict[str, str], found: int) -> None:
    send(ROADS, topic="Дороги")
    send(RUBBISH, topic="Мусор/Свалки/ТКО")
    assert len(client("mod", "moderator").get(URL, wanted).json()["questions"]) == found


@pytest.mark.parametrize("wanted", [{"after": "nonsense"}, {"after": "1e99-5"}, {"limit": 0}, {"limit": "ten"}])
def test_an_address_edited_by_hand_is_refused_politely(wanted: dict[str, str]) -> None:
    assert client("mod", "moderator").get(URL, wanted).status_code == 422
