"""«Пересчёт сроков»: after a change of calendar or hours, open clocks are counted anew: seen, done, logged."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from otklik.deadlines import recount, recount_log
from otklik.deadlines.models import Clock, RecountJob
from otklik.deadlines.recount import Moved, Preview
from otklik.deadlines.rules import DeadlineError
from otklik.flow.asked import recount_terms
from otklik.offices.models import Change
from otklik.offices.rules import Verb
from otklik.reference.rules import YearNotLoaded
from otklik.screens.access import ScopedRequest
from otklik.screens.parts.tell import number
from otklik.screens.settings.forms import DeskForm
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Cell, Link, Page, Row, Table, show

PREVIEW = "Посмотреть, что изменится"
TITLE = "Пересчёт сроков"
_MOST = 20_000
_KINDS = dict(Clock.Kind.choices)
_SUBJECTS = {"day": "день календаря", "hours": "часы работы", "body_hours": "часы органа", "territory": "часовой пояс"}


class RecountForm(DeskForm):
    """Why open clocks are counted anew."""

    why = forms.CharField(
        label="Почему", max_length=500, required=False,
        help_text="Что изменилось, например «Указ от 01.12.2026 № 5: 31 декабря нерабочее». Останется у каждого срока.",
    )  # fmt: skip


@needs_region(Verb.SETTINGS)
def show_recount(request: ScopedRequest) -> HttpResponse:
    """What changed since the last recount, what a new one would move, its start, the log."""
    form = RecountForm(request.POST or None)
    tables: tuple[Table, ...] = ()
    if form.is_valid():
        if "preview" in request.POST:
            seen = form.kept(lambda: recount.preview(timezone.now(), most=_MOST), DeadlineError, YearNotLoaded)
            tables = (_seen(seen),) if seen else ()
        elif _is_asked(request, form):
            return redirect("settings_recount")
    page = Page(
        TITLE,
        "Открытые сроки считаются заново по нынешнему календарю, часам и поясам. Закрытые вопросы не меняются.",
        (SETTINGS, Link("Календарь", reverse("settings_calendar"))),
        tables=(*tables, _changed(recount_log.changed_since_last()), _log(recount_log.latest())),
        form=form,
        button="Пересчитать открытые сроки",
        preview=PREVIEW,
    )
    return show(request, page, "screens/settings/recount.html")


def _is_asked(request: ScopedRequest, form: RecountForm) -> bool:
    why = form.cleaned_data["why"]
    asked = form.kept(lambda: recount_log.ask(why=why, by=request.user, at=timezone.now()), DeadlineError)
    if asked is None:
        return False
    messages.success(request, "Пересчёт начат: он идёт сам, итог появится в журнале ниже.")
    try:
        recount_terms.delay()
    except OperationalError:
        messages.warning(request, "Обработчик сейчас не отвечает: пересчёт начнётся, когда он заработает.")
    return True


def _seen(seen: Preview) -> Table:
    total = recount.count_running()
    part = f"первых {number(seen.looked_at)} из {number(total)}" if seen.looked_at < total else number(total)
    late = f" Станут просроченными {number(seen.newly_late)}." if seen.newly_late else ""
    healed = f" Перестанут быть просроченными {number(seen.no_longer_late)}." if seen.no_longer_late else ""
    lead = (
        f"Посмотрели {part} идущих сроков: раньше закончатся {number(seen.earlier)}, позже {number(seen.later)}."
        f"{late}{healed} Пока ничего не изменено."
    )
    headings = ("Вопрос", "Срок", "Сейчас", "Стало бы")
    return Table(headings, tuple(map(_example, seen.examples)), "Что изменится", lead, "Ни один срок не сдвинется.")


def _example(moved: Moved) -> Row:
    card = reverse("card", args=[moved.question_id])
    ends = (timezone.localtime(moment) for moment in (moved.before, moved.after))
    return Row((
        Cell(f"№ {moved.question_id}", card), Cell(_KINDS[moved.kind]), *(Cell(f"{end:%d.%m.%Y %H:%M}") for end in ends)
    ))  # fmt: skip


def _changed(changes: list[Change]) -> Table:
    rows = tuple(
        Row((
            Cell(f"{timezone.localtime(change.at):%d.%m.%Y %H:%M}"), Cell(_SUBJECTS[change.subject]),
            Cell(_key(change)), Cell(str(change.by) if change.by else "система"),
        ))
        for change in changes
    )  # fmt: skip
    empty = "Ничего: открытые сроки посчитаны по нынешним правилам."
    return Table(("Когда", "Что", "Какой", "Кто"), rows, "Изменено после последнего пересчёта", empty=empty)


def _key(change: Change) -> str:
    """A day as people write it, with its region; other keys as they are."""
    if change.subject != "day" or "-" not in change.key:
        return change.key
    day, _, region = change.key.partition(":")
    return ".".join(reversed(day.split("-"))) + (f", регион {region}" if region else "")


def _log(jobs: list[RecountJob]) -> Table:
    headings = ("Когда", "Кто", "Почему", "Итог")
    return Table(
        headings, tuple(map(_logged, jobs)), "Журнал пересчётов", empty="Пересчётов ещё не было.", anchor="log"
    )


def _logged(job: RecountJob) -> Row:
    if job.ended_at is None:
        told = Cell("идёт", mark="warn", note=f"посмотрено {number(job.looked_at)}, сдвинуто {number(job.moved)}")
    elif job.failure:
        told = Cell("не закончен", mark="warn", note=f"{job.failure} Сдвинуто {number(job.moved)}.")
    else:
        told = Cell("готово", mark="good", note=f"посмотрено {number(job.looked_at)}, сдвинуто {number(job.moved)}")
    who = str(job.by) if job.by else "команда"
    return Row((Cell(f"{timezone.localtime(job.asked_at):%d.%m.%Y %H:%M}"), Cell(who), Cell(job.why), told))
