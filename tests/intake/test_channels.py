"""Every channel of the shelf reads its samples."""

from contextlib import closing
from pathlib import Path

import pytest

from otklik.intake import tables
from otklik.intake.catalogue import CHANNELS, named
from otklik.intake.channel import ParsedLetter
from tests.intake.kit import SAMPLES

FILES = sorted(path for code in CHANNELS for path in (SAMPLES / code).iterdir())


def _letters(path: Path) -> list[ParsedLetter]:
    channel = CHANNELS[path.parent.name]
    if not channel.fields:
        raws = [path.read_bytes()]
    else:
        with closing(tables.open_table(path)) as table:
            rows = table.rows()
            columns = tables.header(rows).columns
            raws = [row.raw for row in tables.packed(rows, columns, tables.guess_columns(columns, channel))]
    return [channel.read(raw) for raw in raws]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_sample_is_read_without_a_note(path: Path) -> None:
    letters = _letters(path)
    assert letters
    assert all(isinstance(letter, ParsedLetter) and letter.text and not letter.notes for letter in letters)


def test_every_channel_has_samples() -> None:
    assert {path.parent.name for path in FILES} == set(CHANNELS)


@pytest.mark.parametrize("name", ["full_cp1251.csv", "full_utf16.csv"])
def test_the_full_form_is_read_in_any_encoding(name: str) -> None:
    first, second = _letters(SAMPLES / "incident" / name)
    assert (first.outside_id, first.source_name, first.territory) == ("501", "ВКонтакте", "Заречный")
    assert first.author is not None and first.author.mark == "url:vk.example/id501"
    assert str(second.published_at) == "2026-11-21 09:05:00" and second.author is None


def test_a_workbook_gives_dates_and_results_of_formulas() -> None:
    first, _ = _letters(SAMPLES / "incident" / "book.xlsx")
    assert (first.outside_id, first.topic) == ("7001", "Расписание")
    assert str(first.published_at) == "2026-11-21 14:30:00"


def test_an_unknown_channel_is_told_which_there_are() -> None:
    with pytest.raises(LookupError, match="есть: api, form, incident, operator"):
        named("pigeon")
