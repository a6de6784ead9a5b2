"""Forms of letters in docx: checked before use and filled in, without anything that a form could run; pure."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jinja2
from docx import Document
from docx.document import Document as DocxDocument
from docx.oxml.exceptions import InvalidXmlError
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate, Listing
from jinja2 import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from otklik.answers.papers.letter_names import INVENTED, NAMES, Values, is_long

LARGEST = 5 << 20
# A name is put in, a piece is shown only where a name is not empty; nothing else: a form can't loop, call or reckon.
_ALLOWED = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.Not, nodes.And, nodes.Or)
_SHORT = re.compile(r"\{([{%])(?:p|tr|tc)(?=\s)")
_BRACES = re.compile(r"\{\{|\{%|\{#")
_UNREAD = "скобки не прочитаны: имя пишется {{ номер }}, условие {% if адрес %}…{% endif %}."
_BROKEN = (KeyError, ValueError, AttributeError, zipfile.BadZipFile, etree.XMLSyntaxError, InvalidXmlError)


class FormError(ValueError):
    """A form that can't be filled in; the message says why and what to do (Russian)."""


@dataclass(frozen=True, slots=True)
class FormFlaw:
    """Something wrong in a form: where it stands (Russian), its paragraph in short, and what is wrong."""

    place: str
    quote: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}{f' («{self.quote}»)' if self.quote else ''}: {self.text}"


class _Plain(ImmutableSandboxedEnvironment):
    """Names and conditions alone, wherever in the file they stand: text, boxes, footnotes, properties."""

    def from_string(self, source: str | nodes.Template, *args: Any, **kwargs: Any) -> jinja2.Template:
        tree = self.parse(source) if isinstance(source, str) else source
        if wrong := next(_wrong(tree), None):
            raise FormError(wrong[1])
        return super().from_string(source, *args, **kwargs)


def flaws(form: bytes) -> tuple[FormFlaw, ...]:
    """Why a form can't be used, each with its place; empty when it can. The file itself is checked before this."""
    try:
        lines = list(_lines(Document(io.BytesIO(form))))
    except _BROKEN:
        return (FormFlaw("Файл", "", "не открывается как документ Word: сохраните его в Word заново как docx."),)
    if not any(_BRACES.search(text) for _, text in lines):
        return (FormFlaw("Файл", "", "нет ни одного имени в двойных скобках, например {{ текст }}: вставьте их."),)
    if found := tuple(_of_lines(lines)):
        return found
    try:
        filled(form, Values(INVENTED))
    except FormError as wrong:
        return (FormFlaw("Надпись, сноска или свойства файла", "", str(wrong)),)
    return ()


def filled(form: bytes, values: Values) -> bytes:
    """The form with names put in, as docx. Raises FormError where it has flaws."""
    document = DocxTemplate(io.BytesIO(form))
    try:
        document.render(_context(values), jinja_env=_sandbox(), autoescape=True)
    except FormError:
        raise
    except (jinja2.TemplateError, *_BROKEN) as broken:
        raise FormError(f"Форма письма не заполняется ({broken}): загрузите её заново в настройках.") from broken
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def told(form: bytes) -> tuple[str, ...]:
    """The paragraphs of a document that have words, in order: what it says without its looks."""
    return tuple(text.strip() for _, text in _lines(Document(io.BytesIO(form))) if text.strip())


def _context(values: Values) -> Mapping[str, Any]:
    words = values.all()
    # «\a» begins a paragraph of the same look.
    return {
        name: Listing("\a".join(values.paragraphs(name))) if is_long(name) and words[name] else words[name]
        for name in NAMES
    }


def _sandbox() -> jinja2.Environment:
    return _Plain(undefined=jinja2.StrictUndefined, autoescape=True)


def _of_lines(lines: list[tuple[str, str]]) -> Iterator[FormFlaw]:
    # One line a paragraph: the number of a line in what jinja says is the number of the paragraph.
    source = "\n".join(_SHORT.sub(r"{\1", text.replace("\n", " ")) for _, text in lines)
    try:
        tree = _sandbox().parse(source)
    except jinja2.TemplateSyntaxError as wrong:
        yield _flaw(lines, wrong.lineno, _UNREAD)
        return
    yield from (_flaw(lines, number, text) for number, text in _wrong(tree))


def _wrong(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """What a form may not have: the number of its line and why."""
    for node in tree.find_all(nodes.Node):
        if isinstance(node, nodes.Name) and node.name not in NAMES:
            yield node.lineno, f"имени «{node.name}» нет; есть {', '.join(NAMES)}."
        elif not isinstance(node, _ALLOWED):
            yield node.lineno, "можно вставить имя или показать кусок по условию {% if имя %}, больше ничего."


def _flaw(lines: list[tuple[str, str]], number: int, text: str) -> FormFlaw:
    place, quote = lines[min(number, len(lines)) - 1]
    return FormFlaw(place, quote if len(quote) <= 60 else f"{quote[:59]}…", text)


def _lines(document: DocxDocument) -> Iterator[tuple[str, str]]:
    """Every paragraph with its place: the body with its tables, then headers and footers."""
    yield from _paragraphs(document.iter_inner_content(), "")
    for section in document.sections:
        for part, title in ((section.header, "Верхний колонтитул, "), (section.footer, "Нижний колонтитул, ")):
            if not part.is_linked_to_previous:
                yield from _paragraphs(part.iter_inner_content(), title)


def _paragraphs(blocks: Iterator[Paragraph | Table], before: str) -> Iterator[tuple[str, str]]:
    for number, block in enumerate(blocks, 1):
        if isinstance(block, Paragraph):
            place = f"{before}абзац {number}"
            yield place[0].upper() + place[1:], block.text
        else:
            for cell in _cells(block):
                yield from _paragraphs(cell.iter_inner_content(), f"{before}таблица {number}, ")


def _cells(table: Table) -> Iterator[_Cell]:
    # A merged cell is met once in each place it covers.
    seen = set()
    for row in table.rows:
        for cell in row.cells:
            if cell._tc not in seen:
                seen.add(cell._tc)
                yield cell
