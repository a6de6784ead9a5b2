"""Topics: editions of classifiers, the tree of one, what says the same in another, a new table."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from otklik.offices import actions as offices
from otklik.offices.rules import Verb
from otklik.reference import actions, queries
from otklik.reference.models import Edition, Topic, TopicMapping
from otklik.reference.rules import ReferenceRefused
from otklik.screens.access import ScopedRequest
from otklik.screens.parts.tell import number
from otklik.screens.settings.filters import WordForm
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Cell, Link, Page, Row, Table, history, show
from otklik.screens.settings.recorded import recorded
from otklik.screens.settings.topic_forms import MappingForm, UploadForm
from otklik.screens.settings.topic_tree import branches, found_rows

_TITLE = "Темы"
_SHOWN_FLAWS = 100
_PAGE = 200


@needs_region(Verb.SETTINGS)
def editions(request: ScopedRequest) -> HttpResponse:
    """Every edition of every classifier."""
    counted = dict(Topic.objects.filter(closed_on=None).values_list("edition").annotate(Count("pk")))
    rows = tuple(
        Row((
            Cell(edition.name, reverse("settings_edition", args=[edition.code])),
            Cell(edition.code),
            Cell(f"с {edition.valid_from:%d.%m.%Y}" + (f" по {edition.valid_to:%d.%m.%Y}" if edition.valid_to else "")),
            Cell(number(counted.get(edition.pk, 0))),
            Cell(edition.source),
        ))
        for edition in Edition.objects.all()
    )  # fmt: skip
    headings = ("Классификатор", "Код", "Действует", "Тем", "Источник")
    links = (
        Link("Соответствия", reverse("settings_topics_mapping")),
        Link("Загрузить классификатор", reverse("settings_topics_upload"), is_main=True),
    )
    lead = "Старые редакции остаются: вопросы, разобранные по ним, не меняются."
    table = Table(headings, rows, empty="Классификаторов нет: загрузите таблицу тем.")
    return show(
        request,
        Page(_TITLE, lead, (SETTINGS,), links, (table,), history=history(("edition", "topic", "topic_mapping"))),
    )


@needs_region(Verb.SETTINGS)
def tree(request: ScopedRequest, code: str) -> HttpResponse:
    """The topics of an edition as a tree; `?q=` finds by a part of the name or the code."""
    edition = get_object_or_404(Edition, code=code)
    words = request.GET.get("q", "").strip()
    extra = {"edition": edition, "branches": () if words else branches(code), "words": words}
    tables = (found_rows(code, words),) if words else ()
    page = Page(
        edition.name, edition.source, _trail(), tables=tables, filters=WordForm(request.GET),
        history=history(("edition",), code), extra=extra,
    )  # fmt: skip
    return show(request, page, "screens/settings/topics.html")


@needs_region(Verb.SETTINGS)
def upload(request: ScopedRequest) -> HttpResponse:
    """A table of topics: taken whole, or refused whole with what is wrong by row."""
    form = UploadForm(request.POST or None, request.FILES or None)
    flaws: tuple[Row, ...] = ()
    if form.is_valid():
        loaded = _load(request, form)
        if not loaded.flaws:
            told = f"добавлено {loaded.added}, переименовано {loaded.renamed}, закрыто {loaded.closed}"
            messages.success(request, f"Классификатор «{form.cleaned_data['name']}» загружен: {told}.")
            return redirect("settings_edition", form.cleaned_data["code"])
        form.add_error("table", f"Таблица не загружена, ничего не изменено: ошибок {len(loaded.flaws)}, они ниже.")
        flaws = tuple(Row((Cell(str(flaw.row or "файл")), Cell(flaw.text))) for flaw in loaded.flaws[:_SHOWN_FLAWS])
    tables = (Table(("Строка", "Что не так"), flaws, "Ошибки таблицы", anchor="flaws"),) if flaws else ()
    lead = "CSV в UTF-8 или Windows-1251 с колонками code и name (можно level, parent, starred, source)."
    page = Page("Загрузка классификатора", lead, _trail(), tables=tables, form=form, button="Загрузить", has_file=True,
                history=history(("edition",)))  # fmt: skip
    return show(request, page)


def _load(request: ScopedRequest, form: UploadForm) -> actions.Loaded:
    sent, at = form.cleaned_data, timezone.now()
    draft = actions.EditionDraft(sent["code"], sent["name"], sent["valid_from"])
    path = _on_disk(sent["table"])
    try:
        with transaction.atomic():
            loaded = actions.load_classifier(path, edition=draft, source=sent["source"], by=request.user, at=at)
            if not loaded.flaws:
                after = {"name": draft.name, "added": loaded.added, "renamed": loaded.renamed, "closed": loaded.closed}
                offices.record(subject="edition", key=draft.code, before=None, after=after, by=request.user, at=at)
    finally:
        path.unlink(missing_ok=True)
    return loaded


def _on_disk(table: UploadedFile) -> Path:
    with cast(IO[bytes], NamedTemporaryFile(suffix=".csv", delete=False)) as file:
        for chunk in table.chunks():
            file.write(chunk)
    return Path(file.name)


@needs_region(Verb.SETTINGS)
def mapping(request: ScopedRequest) -> HttpResponse:
    """Which topics of different classifiers say the same, and a form to join two."""
    form = MappingForm(request.POST or None)
    if form.is_valid() and _is_joined(request, form):
        return redirect("settings_topics_mapping")
    after = request.GET.get("after", "")
    pairs = TopicMapping.objects.select_related("here__edition", "there__edition").order_by("pk")
    found = list(pairs.filter(pk__gt=int(after) if after.isdigit() else 0)[: _PAGE + 1])
    more = f"?after={found[_PAGE - 1].pk}" if len(found) > _PAGE else ""
    rows = tuple(Row((_topic(pair.here), _topic(pair.there), Cell(pair.note))) for pair in found[:_PAGE])
    tables = (Table(("Тема", "Говорит то же", "Примечание"), rows, "Соответствия", more=more), *_unmapped())
    lead = "По соответствиям вопрос, разобранный по одному классификатору, виден в отчётах по другому."
    page = Page("Соответствия тем", lead, _trail(), tables=tables, form=form, button="Сопоставить",
                history=history(("topic_mapping",)))  # fmt: skip
    return show(request, page, "screens/settings/mapping.html")


def _is_joined(request: ScopedRequest, form: MappingForm) -> bool:
    sent = form.cleaned_data

    def write() -> object:
        return recorded(
            lambda: actions.map_topics(
                here=sent["here"], there=sent["there"], note=sent["note"], by=request.user, at=timezone.now()
            ),
            by=request.user,
        )

    joined = form.kept(write, ReferenceRefused) is not None
    if joined:
        messages.success(request, "Темы сопоставлены.")
    return joined


def _unmapped() -> Iterable[Table]:
    others = [code for code in Edition.objects.values_list("code", flat=True) if code != queries.INCIDENT]
    if not others:
        return
    missing = queries.unmapped(queries.INCIDENT, others[0])
    rows = tuple(Row((Cell(topic.code), Cell(topic.name))) for topic in missing[:_PAGE])
    title = f"Без соответствия в «{others[0]}»: {number(len(missing))}"
    yield Table(("Код", "Тема"), rows, title, empty="У всех тем есть соответствие.")


def _topic(topic: Topic) -> Cell:
    return Cell(f"{topic.name}", note=f"{topic.edition.code}: {topic.code}")


def _trail() -> tuple[Link, ...]:
    return SETTINGS, Link(_TITLE, reverse("settings_topics"))
