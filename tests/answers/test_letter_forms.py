"""Forms of letters: what may stand in them, how they are filled in, what they can't be made to do."""

import io
import re
import zipfile
from datetime import date

import pytest
from docx import Document

from otklik.answers.papers import letter_docx, letter_pdf
from otklik.answers.papers.letter_names import INVENTED, NAMES, Values, day, greeting, initials


def form(*paragraphs: str, cell: str = "", footer: str = "", title: str = "") -> bytes:
    """A docx of these paragraphs, a cell of a table, a footer."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if cell:
        document.add_table(1, 1).rows[0].cells[0].paragraphs[0].add_run(cell)
    if footer:
        document.sections[0].footer.is_linked_to_previous = False
        document.sections[0].footer.paragraphs[0].add_run(footer)
    document.core_properties.title = title
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def text_of(made: bytes) -> list[str]:
    document = Document(io.BytesIO(made))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return (
        [one.text for one in document.paragraphs] + cells + [one.text for one in document.sections[0].footer.paragraphs]
    )


@pytest.mark.parametrize("name", ["letter", "act"])
def test_the_forms_of_the_product_have_no_flaws_and_fill_in(name: str) -> None:
    content = (letter_pdf.FORMS / f"{name}.docx").read_bytes()
    assert letter_docx.flaws(content) == ()
    told = "\n".join(text_of(letter_docx.filled(content, Values(INVENTED))))
    assert "{{" not in told and INVENTED["орган"] in told and "И. С. Громов" in told


@pytest.mark.parametrize("name", ["letter", "act"])
def test_the_same_values_are_printed(name: str) -> None:
    made = letter_pdf.printed(name, Values(INVENTED))
    assert made.startswith(b"%PDF-") and b"PTSerif" in made
    assert letter_pdf.printed(name, Values({})).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("content", "place", "says"),
    [
        (form("Номер {{ nomer }}"), "Абзац 1", "имени «nomer» нет"),
        (form("Первый", "Второй {{ текст }}", "Третий {{ фамилия }}"), "Абзац 3", "имени «фамилия» нет"),
        (form("{{ текст }}", cell="{{ кому }}"), "Таблица 2, абзац 1", "имени «кому» нет"),
        (form("{{ текст }}", footer="{{ автор }}"), "Нижний колонтитул, абзац 1", "имени «автор» нет"),
        (form("{{ текст }", "конец"), "Абзац 1", "скобки не прочитаны"),
        (form("{% if адрес %}есть"), "Абзац 1", "скобки не прочитаны"),
        (form("{% for i in текст %}а{% endfor %}"), "Абзац 1", "больше ничего"),
        (form("{{ 'а' * 1000000000 }}"), "Абзац 1", "больше ничего"),
        (form("{{ текст.__class__.__mro__ }}"), "Абзац 1", "больше ничего"),
        (form("{{ текст|upper }}"), "Абзац 1", "больше ничего"),
        (form("{% set а = 1 %}{{ текст }}"), "Абзац 1", "больше ничего"),
        (form("Без имён"), "Файл", "ни одного имени"),
        (form("{{ текст }}", title="{% for i in 'аа' %}{{ i }}{% endfor %}"), "Надпись, сноска или свойства", "ничего"),
        (b"not a docx", "Файл", "не открывается"),
    ],
)  # fmt: skip
def test_a_flaw_of_a_form_is_told_with_its_place(content: bytes, place: str, says: str) -> None:
    found = letter_docx.flaws(content)
    assert found[0].place.startswith(place)
    assert says in found[0].text


def test_a_name_cut_into_runs_by_word_is_read_whole() -> None:
    document = Document()
    paragraph = document.add_paragraph()
    for run in ("{", "{ но", "мер }", "}"):
        paragraph.add_run(run).bold = run == "мер }"
    out = io.BytesIO()
    document.save(out)
    assert letter_docx.flaws(out.getvalue()) == ()
    assert text_of(letter_docx.filled(out.getvalue(), Values({"номер": "7"})))[0] == "7"


@pytest.mark.parametrize(
    "text",
    [
        "a < b & c > d",
        "{{ номер }} и {% if адрес %}",
        "«ёлки» — №",
        "\x00\x0b\ufffe",
        "<w:p>разметка</w:p>",
        "#evil $x$ *b*",
    ],
)
def test_what_is_put_in_stays_words(text: str) -> None:
    made = letter_docx.filled(
        form("[{{ тема }}]", "[{{ текст }}]"), Values({"тема": text, "текст": text, "номер": "7"})
    )
    clean = text.replace("\x00\x0b\ufffe", "")
    assert text_of(made)[:2] == [f"[{clean}]", f"[{clean}]"]
    assert letter_pdf.printed("letter", Values({"текст": text})).startswith(b"%PDF-")


def test_paragraphs_of_an_answer_are_paragraphs_of_the_letter() -> None:
    made = letter_docx.filled(form("{{ текст }}", "конец"), Values({"текст": "Первый.\n\nВторой.\r\nТретий."}))
    assert text_of(made)[:4] == ["Первый.", "Второй.", "Третий.", "конец"]


def test_a_filled_letter_opens_and_has_no_code() -> None:
    made = letter_docx.filled((letter_pdf.FORMS / "letter.docx").read_bytes(), Values(INVENTED))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert not [name for name in archive.namelist() if "vba" in name.lower()]


def test_a_long_answer_takes_several_pages() -> None:
    made = letter_pdf.printed("letter", Values({**INVENTED, "текст": "Слово и дело. " * 800}))
    assert len(re.findall(rb"/Count [2-9]", made)) >= 1


@pytest.mark.parametrize(
    ("full_name", "greeted"),
    [
        ("Кузнецова Вера Ильинична", "Уважаемая Вера Ильинична!"),
        ("Громов Илья Сергеевич", "Уважаемый Илья Сергеевич!"),
        ("Алиев Руслан Вагиф оглы", "Уважаемый заявитель!"),
        ("Ким Анна", "Уважаемый заявитель!"),
        ("", "Уважаемый заявитель!"),
        ("ООО «Ромашка»", "Уважаемый заявитель!"),
    ],
)
def test_a_person_is_greeted_by_name_where_the_name_tells_how(full_name: str, greeted: str) -> None:
    assert greeting(full_name) == greeted


def test_words_of_a_day_and_initials() -> None:
    assert day(date(2026, 3, 2)) == "2 марта 2026 г."
    assert initials("Громов Илья Сергеевич") == "И. С. Громов"
    assert initials("Илья Сергеевич Громов") == "И. С. Громов"
    assert (initials("И. С. Громов"), initials("Анна Осипова")) == ("И. С. Громов", "Анна Осипова")
    assert set(INVENTED) == set(NAMES)


def test_a_name_that_no_form_knows_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        Values({"кому": "x"})
