"""«Формы писем»: forms of letters and acts, uploaded, looked at on an invented letter; how letters are numbered."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from otklik.answers.models import LetterTemplate
from otklik.answers.papers import letter_docx, letter_numbers, letter_queries, letter_templates
from otklik.answers.papers.letter_names import INVENTED, NAMES, Values
from otklik.answers.papers.letter_templates import TemplateDraft, TemplateError
from otklik.answers.papers.store import FileLost
from otklik.appeals.registry import NumberingError
from otklik.offices.models import Body
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest
from otklik.screens.settings.forms import CodeField, DeskForm, choices
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Cell, Link, Page, Row, Table, history, show

TITLE = "Формы писем"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PREVIEW = "Скачать на вымышленном письме"


class TemplateForm(DeskForm):
    """A form of a letter or of an act."""

    code = CodeField(max_length=60)
    title = forms.CharField(label="Название", max_length=200)
    purpose = forms.ChoiceField(label="Для чего", choices=LetterTemplate.Purpose.choices)
    body_code = forms.ChoiceField(
        label="Орган", required=False, help_text="Своей формой пользуются орган и те, кто ниже; без органа — все."
    )
    file = forms.FileField(
        label="Файл docx", required=False,
        help_text="Word с именами в двойных скобках, до 5 МБ, без макросов. PDF печатается по стандартному бланку.",
        error_messages={"empty": "Файл пуст: выберите другой."},
    )  # fmt: skip
    is_on = forms.BooleanField(label="Предлагать", required=False, initial=True)

    def __init__(self, *args: Any, row: LetterTemplate | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = Body.objects.filter(is_confirmed=True, closed_on=None).values_list("code", "name")
        self.fields["body_code"].choices = choices(bodies, "любой")  # type: ignore[attr-defined]
        self.fields["file"].widget.attrs["accept"] = ".docx"
        self.content: bytes | None = None
        self.row = row
        if row is not None:
            del self.fields["code"]

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return None
        if (file.size or 0) > letter_docx.LARGEST:
            raise forms.ValidationError(f"Файл больше {letter_docx.LARGEST >> 20} МБ: уменьшите рисунки в нём.")
        self.content = file.read()
        if found := letter_templates.checked(self.content, file.name or ""):
            raise forms.ValidationError(list(found))
        return file

    def draft(self) -> TemplateDraft:
        """The form as it would be kept."""
        read, file = self.cleaned_data, self.cleaned_data["file"]
        code = self.row.code if self.row else read["code"]
        name = file.name if file else ""
        return TemplateDraft(
            code, read["title"], read["purpose"], read["body_code"], read["is_on"], self.content, name or ""
        )


class PatternForm(DeskForm):
    """How letters of a body are numbered."""

    body_code = forms.ChoiceField(label="Орган")
    pattern = forms.CharField(
        label="Образец номера", max_length=30,
        help_text="{n} — порядковый номер в году, {year} — год. Например «{n}-исх/{year}» даёт «15-исх/2026».",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = Body.objects.filter(is_confirmed=True, closed_on=None).values_list("code", "name")
        self.fields["body_code"].choices = choices(bodies, "выберите")  # type: ignore[attr-defined]


@needs_region(Verb.SETTINGS)
def listed(request: ScopedRequest) -> HttpResponse:
    """All forms, and what may stand in them."""
    links = (
        Link("Новая форма", reverse("settings_letter_new"), is_main=True),
        Link("Нумерация писем", reverse("settings_letter_numbering")),
    )
    rows = tuple(_row(one) for one in letter_queries.forms())
    tables = Table(("Форма", "Для чего", "Орган", "Файл", "Состояние"), rows), _names()
    lead = "Форма — документ Word: на место имён в двойных скобках встают сведения об ответе и вопросе."
    return show(request, Page(TITLE, lead, (SETTINGS,), links, tables, history=history(("letter_template",))))


@needs_region(Verb.SETTINGS)
def add(request: ScopedRequest) -> HttpResponse:
    """A new form."""
    return _form(request, None, "Новая форма")


@needs_region(Verb.SETTINGS)
def edit(request: ScopedRequest, code: str) -> HttpResponse:
    """One form: its name, whose it is, its file; and what it says of an invented letter."""
    row = get_object_or_404(LetterTemplate.objects.select_related("body"), code=code)
    return _form(request, row, row.title)


@needs_region(Verb.SETTINGS)
def download(request: ScopedRequest, code: str) -> HttpResponse:
    """The file of a form, to be changed in Word."""
    row = get_object_or_404(LetterTemplate, code=code)
    try:
        return _word(letter_templates.form(row), row.file_name or f"{row.code}.docx")
    except FileLost as lost:
        raise Http404(str(lost)) from lost


@needs_region(Verb.SETTINGS)
def numbering(request: ScopedRequest) -> HttpResponse:
    """How each body numbers its letters this year."""
    form = PatternForm(request.POST or None, initial={"pattern": letter_numbers.FIRST_PATTERN})
    if form.is_valid() and form.kept(lambda: _saved_pattern(request, form), NumberingError):
        messages.success(request, "Образец сохранён: следующие письма органа получат номер по нему.")
        return redirect("settings_letter_numbering")
    year = timezone.localdate().year
    rows = tuple(Row((Cell(one.name), Cell(one.pattern), Cell(str(one.last)))) for one in letter_numbers.patterns(year))
    empty = f"Пока никто не нумеровал писем {year} года: они пойдут по образцу {letter_numbers.FIRST_PATTERN}."
    table = Table(("Орган", "Образец", "Выдано номеров"), rows, f"{year} год", empty=empty)
    seen = history(("outgoing",))
    return show(request, Page("Нумерация писем", trail=_trail(), form=form, tables=(table,), history=seen))


def _saved_pattern(request: ScopedRequest, form: PatternForm) -> bool:
    body = Body.objects.get(code=form.cleaned_data["body_code"])
    pattern = form.cleaned_data["pattern"].strip()
    letter_numbers.save_pattern(body, pattern=pattern, by=request.user, at=timezone.now())
    return True


def _form(request: ScopedRequest, row: LetterTemplate | None, title: str) -> HttpResponse:
    form = TemplateForm(request.POST or None, request.FILES or None, row=row, initial=_initial(row))
    if form.is_valid():
        if "preview" in request.POST:
            return _word(_invented(form.content or letter_templates.form(row)), "Вымышленное письмо.docx")
        at = timezone.now()
        if form.kept(lambda: letter_templates.save(form.draft(), by=request.user, at=at), TemplateError):
            messages.success(request, "Форма сохранена: по ней пойдут следующие письма, сделанные не меняются.")
            return redirect("settings_letters")
    tables = (*([_shown(row)] if row else []), _names())
    links = (Link("Скачать файл формы", reverse("settings_letter_file", args=[row.code])),) if row else ()
    seen = history(("letter_template",), row.code if row else "-")
    page = Page(
        title, trail=_trail(), links=links, tables=tables, form=form, preview=_PREVIEW, has_file=True, history=seen
    )
    return show(request, page)


def _initial(row: LetterTemplate | None) -> dict[str, Any]:
    if row is None:
        return {"is_on": True}
    body_code = row.body.code if row.body else ""
    return {"title": row.title, "purpose": row.purpose, "body_code": body_code, "is_on": row.is_on}


def _shown(row: LetterTemplate) -> Table:
    try:
        lines = letter_docx.told(_invented(letter_templates.form(row)))
    except (FileLost, letter_docx.FormError) as broken:
        lines = (str(broken),)
    rows = tuple(Row((Cell(line),)) for line in lines)
    return Table(("Слова письма № 1024 (вымышленное)",), rows, "Что выйдет")


def _invented(form: bytes) -> bytes:
    return letter_docx.filled(form, Values(INVENTED))


def _word(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=_DOCX)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def _row(one: LetterTemplate) -> Row:
    return Row((
        Cell(one.title, reverse("settings_letter", args=[one.code])),
        Cell(one.get_purpose_display()),
        Cell(str(one.body) if one.body else "любой"),
        Cell(one.file_name or "стандартный", mark="" if one.file_name else "muted"),
        Cell("предлагается" if one.is_on else "выключена", mark="good" if one.is_on else "muted"),
    ))  # fmt: skip


def _names() -> Table:
    rows = tuple(Row((Cell(f"{{{{ {name} }}}}"), Cell(told))) for name, told in NAMES.items())
    lead = "Кусок, который нужен не всегда, берут в условие: {% if адрес %}{{ адрес }}{% endif %}."
    return Table(("Имя", "Что встанет на его место"), rows, "Что можно вставить", lead, anchor="names")


def _trail() -> tuple[Link, ...]:
    return SETTINGS, Link(TITLE, reverse("settings_letters"))
