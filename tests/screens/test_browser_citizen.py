"""The author's page and the public form in Chromium: without a script, without a network, on a phone, with a map."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from otklik.answers.models import Attachment
from otklik.appeals.models import Question
from otklik.appeals.states import State
from otklik.reference.models import Territory
from tests import region
from tests.region import TOWN, VILLAGE
from tests.screens.browser import DESK, PHONE, axe_findings, chromium, overflow, window
from tests.screens.citizen_kit import answered, asked, path, photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
TEXT = "Во дворе третью неделю не вывозят мусор с контейнерной площадки, баки переполнены"
SQUARES = {
    TOWN: [[[56.0, 58.0], [56.2, 58.0], [56.2, 58.2], [56.0, 58.2], [56.0, 58.0]]],
    VILLAGE: [[[56.2, 58.0], [56.5, 58.0], [56.5, 58.2], [56.2, 58.2], [56.2, 58.0]]],
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(autouse=True)
def _founded(db: None) -> None:
    region.found()
    for code, square in SQUARES.items():
        Territory.objects.filter(code=code).update(border={"type": "Polygon", "coordinates": square})


def fill(page: Page, address: str) -> None:
    page.goto(f"{address}/form/")
    page.fill("#id_text", TEXT)
    page.locator("#id_place").focus()
    page.wait_for_selector("#topic-0")
    page.locator("label[for=topic-0]").click()
    if page.locator("#id_q-yard").is_visible():
        page.fill("#id_q-yard", "за домом 7")
    page.fill("#id_place", "ул. Садовая, 7")


def file_of(name: str) -> dict[str, object]:
    shot = photo(name)
    return {"name": name, "mimeType": "image/jpeg", "buffer": shot.read()}


def test_an_author_rates_and_sees_what_comes_next(served: str, browser: Browser) -> None:
    answer = answered(asked())
    with window(browser, PHONE) as page:
        page.goto(served + path(answer.question))
        assert overflow(page) <= 0 and axe_findings(page) == []
        page.get_by_text("Нет, не решён").click()
        page.get_by_text("1 — очень плохо").click()
        page.fill("#id_comment", "Яма на месте")
        page.set_input_files("#id_photos", [file_of("яма.jpg")])
        page.get_by_role("button", name="Отправить оценку").click()
        page.get_by_text("Вы оценили: 1 из 5").wait_for()
        assert page.locator("h1").inner_text() == "Вопрос снова в работе"
        assert overflow(page) <= 0 and axe_findings(page) == []
    assert Attachment.objects.count() == 1


def test_both_pages_work_without_a_script(served: str, browser: Browser) -> None:
    answer = answered(asked())
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served + path(answer.question))
    page.get_by_label("Да, решён").check()
    page.get_by_label("5 — отлично").check()
    page.get_by_role("button", name="Отправить оценку").click()
    page.get_by_text("Спасибо за оценку. Вопрос закрыт.").wait_for()
    page.goto(f"{served}/form/")
    page.fill("#id_text", TEXT)
    page.get_by_label("Согласен(на) на обработку персональных данных").check()
    page.get_by_role("button", name="Отправить").click()
    page.get_by_text("Остался один шаг").wait_for()
    page.locator("#topic-0").check()
    page.fill("#id_q-yard", "за домом 7")
    page.get_by_role("button", name="Отправить").click()
    page.get_by_text("Сохраните ссылку").wait_for()
    context.close()
    answer.question.refresh_from_db()
    assert answer.question.state == State.CLOSED


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_a_letter_with_a_photo_gets_a_link(served: str, browser: Browser, size: tuple[int, int], scheme: str) -> None:
    with window(browser, size, scheme) as page:
        fill(page, served)
        page.set_input_files("#id_photos", [file_of("двор.jpg")])
        assert overflow(page) <= 0 and axe_findings(page) == []
        # A flaw is told, and the photo stays chosen.
        page.click("#send")
        page.get_by_text("Без согласия принять сообщение нельзя").wait_for()
        assert axe_findings(page) == []
        page.get_by_label("Согласен(на) на обработку персональных данных").check()
        page.click("#send")
        page.get_by_text("Сохраните ссылку").wait_for()
        assert overflow(page) <= 0 and axe_findings(page) == []
        assert re.search(r"/a/[\w-]+/$", page.locator("#address").input_value())
        page.goto(f"{served}/form/")
        assert page.locator("#id_text").input_value() == ""
    assert Question.objects.select_related("appeal").get().place == "ул. Садовая, 7"
    assert Attachment.objects.get().name == "двор.jpg"


def test_without_a_network_the_letter_waits_and_goes_by_itself(served: str, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    fill(page, served)
    page.get_by_label("Согласен(на) на обработку персональных данных").check()
    context.set_offline(True)
    page.click("#send")
    page.get_by_text("Сети нет. Сообщение сохранено").wait_for()
    assert not Question.objects.exists()
    context.set_offline(False)
    page.get_by_text("Сохраните ссылку").wait_for()
    context.close()
    assert Question.objects.count() == 1


def test_a_draft_outlives_the_page(served: str, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    fill(page, served)
    page.get_by_text("Черновик сохранён на этом устройстве").wait_for()
    page.close()
    page = context.new_page()
    page.goto(f"{served}/form/")
    page.wait_for_selector("#topic-0:checked")
    assert page.locator("#id_text").input_value() == TEXT
    assert page.locator("#id_q-yard").input_value() == "за домом 7"
    page.click("#wipe")
    page.wait_for_load_state()
    assert page.locator("#id_text").input_value() == ""
    context.close()


def test_a_place_is_pointed_at_on_the_map_or_told_by_words_where_there_is_none(served: str, browser: Browser) -> None:
    with window(browser) as page:
        page.goto(f"{served}/form/")
        page.click("[data-do=map]")
        page.wait_for_selector("#map canvas, #spot:not(:empty)")
        if page.locator("#map canvas").count():
            page.wait_for_timeout(1000)
            page.locator("#map").click(position={"x": 120, "y": 160})
            page.wait_for_selector("#spot:not(:empty)")
            assert "Точка отмечена" in page.locator("#spot").inner_text()
            assert 57.9 < float(page.locator("#id_latitude").input_value()) < 58.3
            page.click("[data-do=forget]")
            assert page.locator("#id_latitude").input_value() == ""
        else:
            assert "словами" in page.locator("#spot").inner_text()
        assert axe_findings(page) == []
