"""Sector blocks: the list, a new one, a change of one."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from otklik.offices import actions
from otklik.offices.models import Block
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest
from otklik.screens.settings.forms import CodeField, DeskForm
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Cell, Link, Page, Row, Table, history, show

_TITLE = "Отраслевые блоки"


class BlockForm(DeskForm):
    """The name of a block and its place in lists."""

    name = forms.CharField(label="Название", max_length=200)
    position = forms.IntegerField(
        label="Порядок", min_value=0, max_value=32000, initial=0, help_text="Меньшее число стоит выше."
    )


class NewBlockForm(BlockForm):
    """A new block is given its code too."""

    code = CodeField()
    field_order = ("code", "name", "position")

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if Block.objects.filter(code=code).exists():
            raise forms.ValidationError(f"Блок с кодом «{code}» уже есть: возьмите другой код или измените тот блок.")
        return code


@needs_region(Verb.SETTINGS)
def listed(request: ScopedRequest) -> HttpResponse:
    """All blocks in their order."""
    rows = tuple(
        Row(
            (
                Cell(block.name, reverse("settings_block", args=[block.code])),
                Cell(block.code),
                Cell(str(block.position)),
            )
        )
        for block in Block.objects.all()
    )
    table = Table(("Название", "Код", "Порядок"), rows, empty="Блоков нет: добавьте первый, например «ЖКХ».")
    add_link = Link("Добавить блок", reverse("settings_block_new"), is_main=True)
    lead = "По блокам собраны органы власти; блок виден в ленте и в отчётах."
    return show(request, Page(_TITLE, lead, (SETTINGS,), (add_link,), (table,), history=history(("block",))))


@needs_region(Verb.SETTINGS)
def add(request: ScopedRequest) -> HttpResponse:
    """A form for a new block."""
    form = NewBlockForm(request.POST or None)
    if form.is_valid():
        return _saved(request, form, form.cleaned_data["code"])
    return show(request, Page("Новый блок", trail=_trail(), form=form))


@needs_region(Verb.SETTINGS)
def edit(request: ScopedRequest, code: str) -> HttpResponse:
    """A form over one block."""
    block = get_object_or_404(Block, code=code)
    form = BlockForm(request.POST or None, initial={"name": block.name, "position": block.position})
    if form.is_valid():
        return _saved(request, form, code)
    return show(request, Page(block.name, trail=_trail(), form=form, history=history(("block",), code)))


def _saved(request: ScopedRequest, form: BlockForm, code: str) -> HttpResponse:
    sent = form.cleaned_data
    actions.save_block(code=code, name=sent["name"], position=sent["position"], by=request.user, at=timezone.now())
    messages.success(request, f"Блок «{sent['name']}» сохранён.")
    return redirect("settings_blocks")


def _trail() -> tuple[Link, ...]:
    return SETTINGS, Link(_TITLE, reverse("settings_blocks"))
