"""Tables on the page: upload, columns, a dry run, progress, flaws."""

import csv
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from otklik.intake.models import Flaw, Import, Letter, Mapping
from otklik.offices.rules import ROLES, Verb
from tests.screens.desk_factories import a_body, entered, someone

pytestmark = pytest.mark.django_db
TABLE = (
    "Номер;Дата публикации;Текст инцидента;Тема;Автор;Лишняя\n"
    "1;04.03.2026;Яма на Лесной, звоните 8 900 123-45-67;Ямы;Пётр Ильин;а\n"
    "2;луна;Нет света;Свет;Анна;б\n"
    "2;04.03.2026;Нет света;Свет;Анна;б\n"
    "3;04.03.2026;;Свет;Анна;б\n"
)


@pytest.fixture(autouse=True)
def _files(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.CELERY_TASK_ALWAYS_EAGER = True


@pytest.fixture
def moderator() -> Client:
    return entered(someone("moderator", "moderator"))


def upload(client: Client, content: bytes | str = TABLE, name: str = "март.csv"):
    """Send a table as the first step does."""
    table = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    return client.post("/imports/", {"channel": "incident", "table": table})


def columns(**changed: str) -> dict[str, str]:
    """The second step as its form is filled."""
    sent = {"field_text": "Текст инцидента", "field_id": "Номер", "field_published_at": "Дата публикации",
            "field_topic": "Тема", "labels": "take"}  # fmt: skip
    return sent | changed


def started(client: Client, **changed: str) -> Import:
    """A table taken through both steps."""
    address = upload(client).url
    answer = client.post(address, columns(**changed))
    return Import.objects.get(pk=answer.url.strip("/").split("/")[-1])


def test_a_table_is_shown_with_guessed_columns_and_masked_rows(moderator):
    page = moderator.get(upload(moderator).url).content.decode()
    assert '<option value="Текст инцидента" selected>' in page
    assert "Яма на Лесной" in page
    assert "123-45-67" not in page
    assert "Ильин" not in page


def test_an_import_reads_as_much_as_it_stores_repeats_and_holds(moderator):
    run = started(moderator)
    assert (run.state, run.read, run.stored, run.duplicates, run.quarantined) == ("done", 4, 2, 1, 1)
    page = moderator.get(f"/imports/{run.pk}/").content.decode()
    assert "hx-trigger" not in page
    assert "Лишняя" in page
    assert "луна" in page


def test_a_dry_run_stores_nothing_and_is_stored_by_a_press(moderator):
    run = started(moderator, is_dry_run="on")
    assert (run.stored, Letter.objects.count()) == (2, 0)
    answer = moderator.post(f"/imports/{run.pk}/store/")
    assert Letter.objects.exclude(state="duplicate").count() == 3
    assert Import.objects.get(pk=answer.url.strip("/").split("/")[-1]).stored == 2


def test_columns_are_kept_under_a_name_and_offered_again(moderator):
    started(moderator, save_as="Короткая", field_topic="")
    assert Mapping.objects.get().columns.keys() == {"text", "id", "published_at"}
    address = upload(moderator).url
    page = moderator.get(f"{address}?mapping=Короткая").content.decode()
    assert '<option value="Тема" selected>' not in page
    assert '<option value="Тема" selected>' in moderator.get(address).content.decode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "Файл пуст"),
        (b"\x00\x01\x02\x03\xff\xfe\x00", "Это не таблица"),
        ("\n\n\n", "ни одной строки"),
    ],
)
def test_what_is_no_table_is_refused_in_words(moderator, content, said, settings):
    answer = upload(moderator, content)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Import.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).glob("imports/*"))


def test_no_file_is_told_beside_the_field(moderator):
    answer = moderator.post("/imports/", {"channel": "incident"})
    assert answer.status_code == 422
    assert "Файл не выбран" in answer.content.decode()


def test_a_cp1251_table_is_read(moderator):
    page = moderator.get(upload(moderator, TABLE.encode("cp1251")).url).content.decode()
    assert "Яма на Лесной" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"field_text": ""}, "Укажите колонку"),
        ({"field_topic": "Текст инцидента"}, "уже отдана"),
        ({"field_topic": "Чужая"}, "Чужая"),
        ({"labels": "иное"}, "иное"),
    ],
)
def test_wrong_columns_are_told_and_nothing_starts(moderator, changed, said):
    answer = moderator.post(upload(moderator).url, columns(save_as="Моё", **changed))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="Моё"' in answer.content.decode()
    assert Import.objects.get().state == "draft"


def test_a_doubled_column_is_refused_in_words(moderator):
    address = upload(moderator, "Текст;Текст\nа;б\n").url
    answer = moderator.post(address, {"field_text": "Текст", "labels": "take"})
    assert answer.status_code == 422
    assert "встречается дважды" in answer.content.decode()


def test_a_draft_can_be_left_and_returned_to_or_dropped(moderator, settings):
    address = upload(moderator).url
    run = Import.objects.get()
    assert moderator.get(f"/imports/{run.pk}/").url == address
    moderator.post(f"/imports/{run.pk}/drop/")
    assert not Import.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).glob("imports/*"))


def test_a_swap_is_a_part_of_the_fresh_page(moderator):
    run = started(moderator)
    part = moderator.get(f"/imports/{run.pk}/progress/", headers={"HX-Request": "true"}).content.decode()
    whole = moderator.get(f"/imports/{run.pk}/").content.decode()
    assert clean(part) in clean(whole)


def clean(page: str) -> str:
    """Without the token that each answer makes anew."""
    return " ".join(
        word for word in page.split() if "csrfmiddlewaretoken" not in word and not word.startswith("value=")
    )


def test_a_running_import_is_asked_of_and_can_be_stopped(moderator):
    run = started(moderator)
    Import.objects.filter(pk=run.pk).update(state="running")
    assert 'hx-trigger="every 2s"' in moderator.get(f"/imports/{run.pk}/").content.decode()
    moderator.post(f"/imports/{run.pk}/stop/")
    run.refresh_from_db()
    assert run.state == "stopped"


def test_flaws_come_by_pages_and_as_a_table(moderator, django_assert_max_num_queries):
    run = started(moderator)
    Flaw.objects.bulk_create(Flaw(run=run, row=number, message=f"=замечание {number}") for number in range(10, 260))
    Import.objects.filter(pk=run.pk).update(flaw_count=255)
    with django_assert_max_num_queries(12):
        page = moderator.get(f"/imports/{run.pk}/").content.decode()
    assert page.count("<tr>") == 101
    after = page.split("?after=")[1].split("#")[0]
    assert "замечание 200" in moderator.get(f"/imports/{run.pk}/?after={after}").content.decode()
    content = b"".join(moderator.get(f"/imports/{run.pk}/flaws.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert len(rows) == Flaw.objects.count() + 1
    assert rows[-1][2].startswith("'=")


def test_the_list_asks_as_much_for_many_imports(moderator, django_assert_max_num_queries):
    for number in range(30):
        Import.objects.create(
            channel="incident", file_name=f"{number}.csv", path="/x", state="done", created_at=timezone.now()
        )
    with django_assert_max_num_queries(12):
        assert "29.csv" in moderator.get("/imports/").content.decode()


@pytest.mark.parametrize("role", sorted(ROLES))
def test_only_who_may_import_does(role):
    client = entered(someone(role, role))
    expected = 200 if Verb.IMPORT in ROLES[role].verbs else 403
    assert client.get("/imports/").status_code == expected
    assert client.get("/imports/1/").status_code == (404 if expected == 200 else 403)


def test_a_limited_right_shows_only_own_imports(moderator):
    run = started(moderator)
    limited = entered(someone("limited", "moderator", body=a_body()))
    assert limited.get(f"/imports/{run.pk}/").status_code == 404
    assert limited.get(f"/imports/{run.pk}/flaws.csv").status_code == 404
    assert "март.csv" not in limited.get("/imports/").content.decode()
