"""A file of places: uploaded, looked at with its figures and flaws, then put in force or dropped."""

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.flow import places as flow
from otklik.offices.rules import Verb
from otklik.reference.models import PlacesDraft
from otklik.reference.places import load
from otklik.reference.places.files import LARGEST
from otklik.reference.places.kinds import KINDS, Kind
from otklik.reference.places.load import PlacesFile
from otklik.reference.places.plan import Plan, plan
from otklik.reference.rules import ReferenceRefused
from otklik.screens.access import ScopedRequest
from otklik.screens.parts.tell import number, plural
from otklik.screens.settings.forms import DeskForm, choices
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Act, Cell, Link, Page, Row, Table, show
from otklik.screens.settings.places import TITLE

_SHOWN_FLAWS = 100
_NO_FILE = "Файл не выбран: выберите CSV или GeoJSON."


class PlacesForm(DeskForm):
    """A file and what it holds."""

    kind = forms.ChoiceField(
        label="Что в файле", choices=choices([(one.code, one.title) for one in KINDS.values()], "выберите")
    )
    file = forms.FileField(
        label="Файл CSV или GeoJSON",
        help_text="CSV в UTF-8 или Windows-1251 с названиями колонок; GeoJSON в UTF-8, градусы WGS 84.",
        error_messages={"required": _NO_FILE, "empty": "Файл пуст: выберите другой.", "missing": _NO_FILE},
    )
    is_replacing = forms.BooleanField(
        label="Убрать имена этого вида, которых в файле нет", required=False,
        help_text="Для улиц, ориентиров и маршрутов. Территории и границы загрузкой не убираются.",
    )  # fmt: skip

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(f"Файл больше {LARGEST >> 20} МБ: разделите его или упростите границы.")
        return file


@needs_region(Verb.SETTINGS)
def upload(request: ScopedRequest) -> HttpResponse:
    """Take a file and show what it would change; one that can't be read at all is refused here."""
    form = PlacesForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind", "")})
    if form.is_valid():
        sent = form.cleaned_data
        file = PlacesFile(KINDS[sent["kind"]], sent["file"].name, sent["file"].read(), sent["is_replacing"])
        broken = [flaw.text for flaw in plan(file.kind, file.content).flaws if flaw.row == 0]
        if not broken:
            return redirect("settings_places_draft", load.keep_draft(file, by=request.user, at=timezone.now()))
        form.add_error("file", " ".join(broken))
    lead = "Сначала видно, что изменится и что не так; в силу файл вступает отдельной кнопкой."
    page = Page("Загрузка мест", lead, _trail(), tables=(_columns(),), form=form, button="Посмотреть", has_file=True)
    return show(request, page)


@needs_region(Verb.SETTINGS)
def draft(request: ScopedRequest, draft_id: int) -> HttpResponse:
    """What the uploaded file would change, counted against the places as they are now."""
    kept = get_object_or_404(PlacesDraft, pk=draft_id)
    made = plan(KINDS[kept.kind], bytes(kept.content), is_replacing=kept.is_replacing)
    page = Page(
        f"{made.kind.title}: {kept.file_name}", _lead(made), _trail(), tables=_tables(made), acts=_acts(made, kept)
    )
    return show(request, page, "screens/settings/places_draft.html")


@needs_region(Verb.SETTINGS)
@require_POST
def put(request: ScopedRequest, draft_id: int) -> HttpResponse:
    """Put the file in force; rows with flaws are passed over only where that was asked for."""
    kept = get_object_or_404(PlacesDraft, pk=draft_id)
    file = PlacesFile(KINDS[kept.kind], kept.file_name, bytes(kept.content), kept.is_replacing)
    is_skipping = request.GET.get("skip") == "1"
    try:
        made = flow.put_in_force(file, skip_flawed=is_skipping, by=request.user, at=timezone.now())
    except ReferenceRefused as refused:
        messages.warning(request, f"Файл не введён, ничего не изменено: замечаний {len(refused.flaws)}.")
        return redirect("settings_places_draft", draft_id)
    load.drop_draft(draft_id)
    told = made.counted()
    messages.success(
        request, f"{file.kind.title}: добавлено {told['added']}, изменено {told['changed']}, убрано {told['removed']}."
    )
    return redirect(f"{reverse('settings_places')}?kind={file.kind.code}")


@needs_region(Verb.SETTINGS)
@require_POST
def forget(request: ScopedRequest, draft_id: int) -> HttpResponse:
    """Drop the uploaded file; nothing is changed."""
    load.drop_draft(draft_id)
    messages.success(request, "Файл отброшен, места не изменены.")
    return redirect("settings_places")


def _lead(made: Plan) -> str:
    if made.is_idle and not made.flaws:
        return "Файл ничего не меняет: всё это уже есть."
    flawed = len(made.flaws)
    if not flawed:
        return "Замечаний нет. Ниже — что изменится; пока ничего не изменено."
    told = f"{number(flawed)} {plural(flawed, 'строка', 'строки', 'строк')} с замечаниями"
    return f"{told}: исправьте файл и загрузите снова или введите только годные строки. Пока ничего не изменено."


def _acts(made: Plan, kept: PlacesDraft) -> tuple[Act, ...]:
    address = reverse("settings_places_put", args=[kept.pk])
    away = Act("Отбросить файл", reverse("settings_places_forget", args=[kept.pk]))
    if made.is_idle:
        return (away,)
    if made.flaws:
        why = "Строки с замечаниями будут пропущены, остальные запишутся." + (
            " Имена, которых в файле нет, останутся: при замечаниях ничего не убирается." if kept.is_replacing else ""
        )
        return Act("Ввести годные строки", f"{address}?skip=1", why), away
    return Act("Ввести в действие", address, "Новые имена ищутся в текстах сразу; разобранное не меняется."), away


def _tables(made: Plan) -> tuple[Table, ...]:
    told = made.counted()
    names = (("Добавится", "added"), ("Изменится", "changed"), ("Уберётся", "removed"), ("Без изменений", "same"),
             ("Повторов", "repeats"), ("С замечаниями", "flaws"))  # fmt: skip
    whole = Cell(f"{number(made.rows)} {plural(made.rows, 'строка', 'строки', 'строк')}")
    figures = Table(
        ("В файле", *(title for title, _ in names)), (Row((whole, *(Cell(number(told[key])) for _, key in names))),)
    )
    flaws = tuple(Row((_row(flaw.row), Cell(flaw.text))) for flaw in made.flaws[:_SHOWN_FLAWS])
    title = (
        f"Замечания: первые {_SHOWN_FLAWS} из {number(told['flaws'])}" if told["flaws"] > _SHOWN_FLAWS else "Замечания"
    )
    shown = tuple(Row((_row(one.row, "—"), Cell(one.name), Cell(one.where), Cell(one.act))) for one in made.samples)
    return (
        figures,
        *([Table(("Строка", "Что не так"), flaws, title, anchor="flaws")] if flaws else []),
        *([Table(("Строка", "Название", "Где", "Что будет"), shown, "Первые изменения")] if shown else []),
    )


def _row(number_of_row: int, none: str = "файл") -> Cell:
    return Cell(f"строка {number_of_row}" if number_of_row else none)


def _columns() -> Table:
    rows = tuple(Row((Cell(kind.title), Cell(_needed(kind)), Cell(_other(kind)))) for kind in KINDS.values())
    return Table(("Что в файле", "Нужно", "Можно ещё"), rows, "Колонки таблицы или свойства объектов GeoJSON")


def _needed(kind: Kind) -> str:
    if kind.is_drawn:
        return "«Код ОКТМО» или «Название» и многоугольник (только GeoJSON)"
    return kind.needed() if kind.is_territory else f"{kind.needed()}; «Муниципалитет», «Населённый пункт» или положение"


def _other(kind: Kind) -> str:
    return (
        ", ".join(f"«{column.title}»" for column in kind.columns if not column.is_needed and not kind.is_drawn) or "—"
    )


def _trail() -> tuple[Link, ...]:
    return SETTINGS, Link(TITLE, reverse("settings_places"))
