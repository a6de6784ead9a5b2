"""Files and outgoing letters in a browser: nothing overflows or fails axe; a letter is made and saved by clicks."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import Browser

from otklik.answers.models import Answer
from otklik.answers.papers import files, letter_templates, letters
from otklik.citizens.models import Citizen
from tests import factories
from tests.answers.file_samples import pdf, photo, told
from tests.screens.browser import DESK, PHONE, chromium, window
from tests.screens.desk_factories import entered
from tests.screens.test_browser_desk import come_in, faults

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
TEXT = "Яма у дома 14 по улице Лесной заделана 20 ноября.\n\nГарантия на работы — два года."


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def answers(tmp_path: Path, settings) -> list[Answer]:
    """Two approved answers with files; the first has a letter."""
    settings.OTKLIK_HOME = tmp_path
    letter_templates.seed()
    body, by = factories.a_body(), factories.a_person("writer", "executor")
    author = Citizen.objects.create(full_name="Кузнецова Вера Ильинична", address="ул. Лесная, 14-8", mark="id:1")
    made = []
    for colour in ("teal", "brown"):
        question = factories.a_question(body=body, author=author.key)
        answer = Answer.objects.create(question=question, body=body, by=by, text=TEXT, state="approved", created_at=NOW)
        for name, content, side in (
            (
                f"очень длинное имя снимка участка дороги {colour}.jpg",
                photo((640, 480), exif=told(), colour=colour),
                "body",
            ),
            ("яма.jpg", photo((480, 640), colour="gray"), "author"),
            ("акт осмотра.pdf", pdf(b"/Id (%d)" % question.pk), "body"),
        ):
            upload = SimpleUploadedFile(name, content)
            files.keep(upload, question=question, answer=answer if side == "body" else None, side=side, by=by, at=NOW)
        made.append(answer)
    letters.make(made[0], by=by, at=NOW)
    return made


@pytest.fixture
def admin(answers: list[Answer]) -> Client:
    return entered(factories.a_person("boss", "administrator"))


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_every_page_of_letters_fits_and_breaks_nothing(browser, admin, answers, served, size, scheme) -> None:
    first, second = (answer.question_id for answer in answers)
    pages = (
        "outgoing/", f"outgoing/new/{second}/", f"outgoing/new/{first}/", f"outgoing/act/{second}/", "outgoing/1/",
        f"questions/{first}/", "settings/letters/", "settings/letters/letter/", "settings/letters/new/",
        "settings/letters/numbering/",
    )  # fmt: skip
    with window(browser, size, scheme) as page:
        come_in(page, admin, served)
        wrong = {}
        for address in pages:
            if found := faults(page, f"{served}/{address}"):
                wrong[address] = found
            if folder := os.environ.get("OTKLIK_SHOTS"):
                page.screenshot(path=f"{folder}/{address.strip('/').replace('/', '-')}-{size[0]}.png", full_page=True)
    assert not wrong, "\n".join(f"{address}: {found}" for address, found in wrong.items())


def test_a_letter_is_made_and_saved_by_clicks(browser, admin, answers, served) -> None:
    with window(browser) as page:
        come_in(page, admin, served)
        page.goto(f"{served}/questions/{answers[1].question_id}/")
        page.click("text=Письмо или проект акта")
        page.fill("#id_signer_name", "И. С. Громов")
        page.fill("#id_signer_position", "Министр")
        with page.expect_navigation():
            page.click("text=Выдать номер и сделать письмо")
        assert page.inner_text("h1") == "Письмо № 2-исх/2026"
        with page.expect_download() as saved:
            page.click("text=PDF")
        assert saved.value.suggested_filename == "Письмо 2-исх-2026.pdf"
        assert Path(saved.value.path()).read_bytes().startswith(b"%PDF-")
        page.goto(f"{served}/questions/{answers[1].question_id}/")
        seen = page.evaluate("[...document.querySelectorAll('.file img')].map(one => one.naturalWidth)")
    assert seen == [320, 240]
