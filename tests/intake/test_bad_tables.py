"""Whatever is wrong with a table: a clear word in Russian with the row, the rest goes on, nothing is lost."""

import tracemalloc
from contextlib import closing

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otklik.citizens.models import Original
from otklik.intake import imports, sheets, tables
from otklik.intake.catalogue import CHANNELS
from otklik.intake.models import Letter
from tests.intake.kit import AT, HEADER, counts, drain, flaws, table, take

H = HEADER + "\n"
LONG = "Очень длинный рассказ. " * 4500


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "expected", "told", "why"),
    [
        ((H + ";;Яма;").encode("cp1251"), (1, 1, 0, 0), "", "Windows-1251"),
        ((H + ";;Яма;").encode("utf-8-sig"), (1, 1, 0, 0), "", "a mark of UTF-8"),
        ((H + ";;Яма;").encode("utf-16"), (1, 1, 0, 0), "", "UTF-16 as Excel saves it"),
        ((H + ";;Яма на дороге;").encode("utf-16-le"), (1, 1, 0, 0), "", "UTF-16 without its mark"),
        ((H + ";;Яма на дороге во дворе;").encode("koi8-r"), (1, 1, 0, 0), "", "KOI8-R"),
        (
            H.encode() + ";;Яма;\n".encode() + ";;Вода;\n".encode("cp1251"),
            (2, 2, 0, 0),
            "",
            "a line pasted from cp1251",
        ),
        (H.encode() + b";;\xd0\xaf\xd0\xbc\xd0\xb0 \xff;\n", (1, 1, 0, 0), "заменена", "a broken byte"),
        (H.replace(";", ",") + ',,"Яма, двор",', (1, 1, 0, 0), "", "commas"),
        (H.replace(";", "\t") + "\t\tЯма; двор\t", (1, 1, 0, 0), "", "tabs"),
        ("sep=;\n" + H + ";;Яма;", (1, 1, 0, 0), "", "Excel's first line"),
        ("\n\n" + H + "\n;;Яма;\n\n", (1, 1, 0, 0), "", "blank lines"),
        (H + ';;"Яма\n\nво ""дворе""; дом 5";', (1, 1, 0, 0), "", "a cell of many lines"),
        (H + ';;Яма у дома 5" в арке;', (1, 1, 0, 0), "", "a quote inside a word"),
        (H + ";;Яма;;;;\n", (1, 1, 0, 0), "", "delimiters too many, and nothing in them"),
        (H + ";;Яма;x;лишнее\n;;Вода;", (2, 1, 0, 1), "ячеек 5, а колонок 4", "a row too long"),
        (H + ";;Яма\n;;Вода;", (2, 1, 0, 1), "ячеек 3, а колонок 4", "a row too short"),
        (H + ';;"Яма;\n;;Вода;\n;;Тепло;', (3, 2, 0, 1), "кавычка не закрыта", "a quote never closed"),
        (H + ';;"Яма;\n;;"Вода";\n;;Тепло;', (3, 2, 0, 1), "кавычка не закрыта", "a quote closed by the next row"),
        (H + ";;Я\x00ма;", (1, 1, 0, 0), "", "a zero byte"),
        (H + ";;\x00;", (1, 0, 0, 1), "Текст пуст", "nothing but a zero byte"),
        (H + ";;<br><p></p>;", (1, 0, 0, 1), "Текст пуст", "nothing but tags"),
        (H + ";;=cmd|' /C calc'!A0;", (1, 1, 0, 0), "", "a formula is words"),
        (H + f";;{LONG};", (1, 1, 0, 0), "", "a hundred kilobytes"),
        (H + ";;" + "я" * 1_000_001 + ";", (1, 0, 0, 1), "длиннее 1000000 знаков", "a file in a cell"),
        (H + ";;Яма;Марсиане", (1, 1, 0, 0), "темы «Марсиане» нет", "an unknown topic"),
        ("Текст;Дата\nЯма;завтра", (1, 1, 0, 0), "дата «завтра» не прочитана; напишите как", "a bad date"),
        ("Текст;Ссылка\nЯма;javascript:x", (1, 1, 0, 0), "не ссылка", "a program for a link"),
        ("Текст;Цвет\nЯма;серая", (1, 1, 0, 0), "не сопоставлена", "an unknown column is kept with the letter"),
        ("Текст;Прочее;Прочее\nЯма;1;2", (1, 1, 0, 0), "не сопоставлена", "a doubled column that no field takes"),
        ("Текст\nЯма", (1, 1, 0, 0), "", "one column"),
        (H, (0, 0, 0, 0), "", "a header and no rows"),
    ],
)
def test_a_flawed_table_is_read_to_its_end(tmp_path, content, expected, told, why) -> None:
    run = take(table(tmp_path, content))
    assert counts(run) == expected and run.state == "done", why
    found = flaws(run)
    assert (told in found[0][2]) if told else found == [], why
    assert Letter.objects.count() == Original.objects.count() == expected[1] + expected[3], why
    assert drain() == expected[1], why


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "told", "why"),
    [
        (b"", "Файл пуст", "an empty file"),
        (b"\n \n;;;\n", "ни одной строки", "blank lines only"),
        (b"%PDF-1.7\x00\x01\x02\x03" * 50, "Это не таблица", "a pdf"),
        (bytes(range(256)) * 20, "Это не таблица", "bytes of any kind"),
        (b"PK\x03\x04broken", "Книга повреждена", "a broken workbook"),
        ("Имя;Тема\nа;б", "Не найдена колонка для поля «Текст»", "no column of texts"),
        ("Текст;Текст\nа;б", "встречается дважды (места 1 и 2)", "the column of texts twice"),
    ],
)
def test_a_file_that_is_no_table_is_refused_at_once(tmp_path, content, told, why) -> None:
    with pytest.raises(tables.TableError) as caught:
        imports.start(path=table(tmp_path, content), channel="incident", by=None, at=AT)
    assert told in str(caught.value), why


def test_a_workbook_too_large_is_sent_back_with_advice(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(sheets, "LARGEST_BYTES", 10)
    with pytest.raises(tables.TableError, match="сохраните лист как CSV"):
        tables.open_table(table(tmp_path, b"PK\x03\x04" + b"0" * 20))


def test_a_table_of_any_size_takes_the_memory_of_a_row(tmp_path) -> None:
    path = table(tmp_path, H + ";;Яма на дороге во дворе дома;\n" * 60_000)
    tracemalloc.start()
    with closing(tables.open_table(path)) as found:
        count = sum(1 for _ in found.rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 60_001 and path.stat().st_size > 3_000_000
    assert peak < 1_000_000


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    tail=st.lists(st.sampled_from([";", '"', "\n", "Яма", "\x00", "\r\n", " ", "\udcff", '""', ";;Вода;\n"])).map(
        "".join
    )
)
def test_no_row_is_lost_whatever_stands_in_it(tmp_path, tail) -> None:
    path = table(tmp_path, H.encode() + tail.encode("utf-8", "surrogateescape"))
    with closing(tables.open_table(path)) as found:
        rows = found.rows()
        columns = tables.header(rows).columns
        chosen = tables.guess_columns(columns, CHANNELS["incident"])
        packed = [row.raw.decode() for row in tables.packed(rows, columns, chosen)]
    assert sum(raw.count("Яма") + raw.count("Вода") for raw in packed) == tail.count("Яма") + tail.count("Вода")


@pytest.mark.django_db
def test_a_workbook_gives_the_rows_of_its_first_sheet_that_has_any(tmp_path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "book.xlsx")
    book.add_worksheet("Пустой")
    sheet = book.add_worksheet("Выгрузка")
    sheet.write_row(2, 1, ["Текст", "Дата"])
    sheet.write_row(3, 1, ["Яма", 46347.5])
    sheet.write_string(5, 1, "=cmd|' /C calc'!A0")
    sheet.write(6, 2, "21.11.2026")
    book.close()
    run = take(tmp_path / "book.xlsx")
    assert counts(run) == (3, 2, 0, 1) and run.done_bytes == run.total_bytes
    assert [row for row, _, _ in flaws(run)] == [7]
