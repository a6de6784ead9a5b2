"""The registry of outgoing letters as a book: no personal data in it."""

import io

import xlsxwriter
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from otklik.answers.models import OutgoingLetter
from otklik.answers.papers import letter_queries
from otklik.answers.papers.letter_queries import Wanted
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.letters.listed import narrowed, state

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST = 100_000
_HEADINGS = (
    ("Номер", 18), ("Дата", 12), ("Орган", 44), ("Вопрос", 10), ("Тема", 36), ("Подписал", 24), ("Должность", 36),
    ("Подготовил", 24), ("Состояние", 22), ("Почему аннулировано", 40),
)  # fmt: skip


@needs(Verb.READ)
def download(request: ScopedRequest) -> HttpResponse:
    """The letters of the filter, in order of making."""
    _, wanted = narrowed(request)
    response = HttpResponse(book(wanted, request.build_absolute_uri(reverse("feed"))), content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="ishodyashie-{timezone.localdate():%Y-%m-%d}.xlsx"'
    return response


def book(wanted: Wanted, site: str) -> bytes:
    """An xlsx; words that begin with «=» stay words; a number of a question leads to its card under `site`."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as made:
        sheet, bold = made.add_worksheet("Исходящие"), made.add_format({"bold": True})
        day = made.add_format({"num_format": "dd.mm.yyyy"})
        sheet.freeze_panes(1, 0)
        for column, (heading, width) in enumerate(_HEADINGS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heading, bold)
        for line, letter in enumerate(letter_queries.every(wanted, at_most=_MOST), 1):
            sheet.write_string(line, 0, letter.number)
            sheet.write_datetime(line, 1, letter.on, day)
            for column, words in enumerate(_words(letter), 2):
                sheet.write_string(line, column, words)
            sheet.write_url(line, 3, f"{site}questions/{letter.question_id}/", string=str(letter.question_id))
    return out.getvalue()


def _words(letter: OutgoingLetter) -> tuple[str, ...]:
    topic = letter.question.topic.name if letter.question.topic else ""
    return (
        letter.body.name, "", topic, letter.signer_name, letter.signer_position, letter.by.full_name, state(letter)[0],
        letter.why_annulled,
    )  # fmt: skip
