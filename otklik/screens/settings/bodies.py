"""Bodies: unconfirmed first, then the tree by block; adding, changing, closing."""

from collections.abc import Iterator

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.facts import actions as facts
from otklik.offices import actions
from otklik.offices import queries as offices
from otklik.offices.models import Block, Body
from otklik.offices.queries import BodyCard
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest
from otklik.screens.settings import office_hours
from otklik.screens.settings.body_form import BodyForm, NewBodyForm
from otklik.screens.settings.body_form import filled as filled_form
from otklik.screens.settings.filters import WordForm
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.merge import MergeForm
from otklik.screens.settings.pages import SETTINGS, Act, Cell, HistoryLine, Link, Page, Row, Table, history, show

_TITLE = "Органы и организации"
_HEADINGS = ("Название", "Краткое имя", "Вид", "Состояние")
_KINDS = dict(Body.Kind.choices)
_DEEPEST = 6


@needs_region(Verb.SETTINGS)
def listed(request: ScopedRequest) -> HttpResponse:
    """Every body; `?q=` narrows by a part of the name."""
    cards = offices.bodies()
    words = request.GET.get("q", "").strip().casefold()
    shown = [card for card in cards.values() if words in f"{card.name} {card.short_name} {card.code}".casefold()]
    tables = (_unconfirmed(shown), *_by_block(shown, is_flat=bool(words)))
    page = Page(
        _TITLE,
        "Кому направляются вопросы. Закрытый орган новых вопросов не получает, старые остаются за ним.",
        (SETTINGS,),
        (Link("Добавить орган", reverse("settings_body_new"), is_main=True),),
        tuple(table for table in tables if table.rows)
        or (Table(_HEADINGS, (), empty="Ничего не найдено: измените слова поиска."),),
        filters=WordForm(request.GET),
        history=_history(cards),
    )
    return show(request, page)


def _unconfirmed(cards: list[BodyCard]) -> Table:
    waiting = [card for card in cards if not card.is_confirmed]
    lead = "Имена из загруженных таблиц: сохраните как орган или присоедините к имеющемуся."
    return Table(
        _HEADINGS,
        tuple(_row(card, 0) for card in waiting),
        "Из таблиц — проверьте",
        lead,
        anchor="unconfirmed",
        is_aligned=True,
    )


def _by_block(cards: list[BodyCard], *, is_flat: bool) -> Iterator[Table]:
    known = [card for card in cards if card.is_confirmed]
    for block in dict.fromkeys(sorted((card.block_name for card in known), key=lambda name: (not name, name))):
        members = [card for card in known if card.block_name == block]
        rows = [(card, 0) for card in members] if is_flat else list(_tree(members))
        yield Table(_HEADINGS, tuple(_row(card, depth) for card, depth in rows), block or "Вне блоков", is_aligned=True)


def _tree(members: list[BodyCard]) -> Iterator[tuple[BodyCard, int]]:
    """Bodies of one block with their depth; one whose superior stands in another block is a root here."""
    ids = {card.id for card in members}
    below: dict[int | None, list[BodyCard]] = {}
    for card in members:
        below.setdefault(card.parent_id if card.parent_id in ids else None, []).append(card)
    waiting = [(card, 0) for card in reversed(below.get(None, []))]
    while waiting:
        card, depth = waiting.pop()
        yield card, min(depth, _DEEPEST)
        waiting += [(child, depth + 1) for child in reversed(below.get(card.id, []))]


def _row(card: BodyCard, depth: int) -> Row:
    state = Cell("закрыт", mark="muted") if card.is_closed else Cell("действует", mark="good")
    if not card.is_confirmed:
        state = Cell("проверьте", mark="warn")
    name = Cell(card.name, reverse("settings_body", args=[card.code]))
    return Row((name, Cell(card.short_name), Cell(_KINDS.get(card.kind, card.kind)), state), depth)


@needs_region(Verb.SETTINGS)
def add(request: ScopedRequest) -> HttpResponse:
    """A form for a new body."""
    form = NewBodyForm(request.POST or None)
    if form.is_valid() and _is_saved(request, form, form.cleaned_data["code"]):
        return redirect("settings_bodies")
    return show(request, Page("Новый орган", trail=_trail(), form=form, is_wide=True))


@needs_region(Verb.SETTINGS)
def edit(request: ScopedRequest, code: str) -> HttpResponse:
    """A form over one body; saving an unconfirmed one confirms it."""
    body = get_object_or_404(Body.objects.select_related("parent", "block"), code=code)
    form = BodyForm(request.POST or None, initial=filled_form(body))
    if form.is_valid() and _is_saved(request, form, code):
        return redirect("settings_bodies")
    lead = "" if body.is_confirmed else "Имя пришло из таблицы. Сохраните, чтобы подтвердить, или присоедините ниже."
    links = (Link("Передать преемнику", reverse("settings_body_successor", args=[code])),) if body.closed_on else ()
    acts = (office_hours.act_for(body), _closing(body), *(() if body.is_confirmed else (_joining(body),)))
    button = "Сохранить" if body.is_confirmed else "Подтвердить и сохранить"
    page = Page(
        body.name,
        lead,
        _trail(),
        links,
        form=form,
        button=button,
        is_wide=True,
        acts=acts,
        history=_history(offices.bodies(), code),
    )
    return show(request, page)


@needs_region(Verb.SETTINGS)
@require_POST
def close(request: ScopedRequest, code: str) -> HttpResponse:
    """Take no new questions from today."""
    body = get_object_or_404(Body, code=code)
    actions.close_body(body, by=request.user, at=timezone.now())
    messages.success(request, f"«{body}» закрыт: новых вопросов не получает. Передайте его вопросы преемнику.")
    return redirect("settings_body", code)


@needs_region(Verb.SETTINGS)
@require_POST
def reopen(request: ScopedRequest, code: str) -> HttpResponse:
    """Take questions again."""
    body = get_object_or_404(Body, code=code)
    actions.reopen_body(body, by=request.user, at=timezone.now())
    messages.success(request, f"«{body}» снова получает вопросы.")
    return redirect("settings_body", code)


def _is_saved(request: ScopedRequest, form: BodyForm, code: str) -> bool:
    saved = form.kept(
        lambda: actions.save_body(form.draft(code), by=request.user, at=timezone.now()), actions.OfficeError
    )
    if saved is not None:
        facts.follow_block(saved)
        messages.success(request, f"«{saved.name}» сохранён.")
    return saved is not None


def _closing(body: Body) -> Act:
    if body.closed_on is None:
        why = "Новых вопросов не получит, старые останутся за ним. Можно открыть снова."
        return Act("Закрыть орган", reverse("settings_body_close", args=[body.code]), why, is_danger=True)
    why = f"Закрыт с {body.closed_on:%d.%m.%Y}."
    return Act("Открыть снова", reverse("settings_body_reopen", args=[body.code]), why)


def _joining(body: Body) -> Act:
    why = "Тот же орган под другим именем: имя станет ещё одним именем выбранного, вопросы перейдут к нему."
    targets = Body.objects.filter(Q(is_confirmed=True), closed_on=None)
    return Act("Присоединить", reverse("settings_body_merge", args=[body.code]), why, form=MergeForm(targets=targets))


def _history(cards: dict[int, BodyCard], code: str = "") -> tuple[HistoryLine, ...]:
    names = {pk: card.label for pk, card in cards.items()}
    blocks = dict(Block.objects.values_list("pk", "name"))
    return history(("body", "body_hours"), code, names={"parent": names, "kind": _KINDS, "block": blocks})


def _trail() -> tuple[Link, ...]:
    return SETTINGS, Link(_TITLE, reverse("settings_bodies"))
