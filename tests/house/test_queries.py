"""The number of queries of a page does not grow with the number of rows on it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from otklik.appeals.models import Question
from otklik.intake import actions as intake
from otklik.offices import actions as offices
from otklik.offices.actions import BodyDraft
from tests.region import AT, ROADS, UNCLEAR, person, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]
MOST = 16
PAGES = (
    "/", "/?waits_for=triage", "/?words=яма", "/feed/rows/", "/quarantine/", "/imports/", "/settings/",
    "/outgoing/", "/settings/letters/",
    "/settings/bodies/", "/settings/people/", "/settings/topics/",
    "/settings/routes/", "/settings/policies/", "/settings/territories/",
    "/settings/sources/", "/settings/calendar/2026/", "/api/v1/questions",
    "/quality/", "/quality/threshold/", "/quality/confusion/", "/quality/agreement/", "/quality/rows/?what=read",
    "/mine/", "/mine/?part=free", "/mine/rows/", "/marking/", "/notices/", "/notices/log/",
    "/notices/absence/", "/settings/ladder/", "/settings/form/", "/settings/people/absences/",
    "/control/promises/", "/settings/seasons/",
    "/satisfaction/", "/satisfaction/rows/?what=asked", "/satisfaction/surveys/", "/settings/verdicts/",
    "/settings/scripts/",
    "/head/", "/head/rows/?what=overdue", "/bodies/", "/places/", "/bodies/roads/", "/places/99701000/",
    "/slices/", "/slices/?m=received&m=in_time&m=answer_hours&d=body&d=place&compare=previous",
    "/slices/rows/?m=received&d=group&measure=received", "/slices/kept/", "/slices/board/", "/indicators/",
    "/map/", "/map/?compare=previous", "/load/",
    "/ranking/", "/ranking/formula/", "/ranking/formula/edit/",
    "/dispatches/", "/dispatches/?part=queue", "/dispatches/files/", "/settings/sending/",
)  # fmt: skip


def grow(number: int) -> None:
    send(*(f"{ROADS} {number} {row}" for row in range(4)), *(f"{UNCLEAR} {number} {row}" for row in range(4)))
    for row in range(4):
        offices.save_body(BodyDraft(f"body-{number}-{row}", f"Орган {number} {row}"), by=None, at=AT)
        person(f"person-{number}-{row}", "executor", body=f"body-{number}-{row}")
        intake.make_source(name=f"Источник {number} {row}", code=f"s-{number}-{row}", by=None, at=AT)
        intake.accept_one(channel="api", raw=f"{{ {number} {row}".encode(), source=None, at=AT)


def counted(browser: Client) -> dict[str, int]:
    found = {}
    for page in PAGES:
        browser.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(page).status_code == 200, page
        found[page] = len(queries)
    return found


def test_pages_ask_as_much_of_ten_rows_as_of_thirty() -> None:
    browser = Client()
    browser.force_login(person("boss", "administrator"))
    grow(1)
    before = counted(browser)
    grow(2)
    grow(3)
    assert counted(browser) == before
    assert {page: number for page, number in before.items() if number > MOST} == {}


def test_a_card_asks_a_fixed_number_of_questions() -> None:
    browser = Client()
    browser.force_login(person("boss", "administrator"))
    grow(1)
    number = Question.objects.order_by("pk").first()
    assert number
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(f"/questions/{number.pk}/").status_code == 200
    assert len(queries) <= 30
