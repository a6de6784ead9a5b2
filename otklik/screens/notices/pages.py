"""What the pages of notices share: their tabs, cells of a notice, the address of the next page."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from otklik.flow.alarms.reminders import Line
from otklik.screens.parts.tell import when
from otklik.screens.settings.pages import Cell, Link, Page

_TABS = (("notices", "Мои уведомления"), ("notices_log", "Журнал эскалаций"), ("absence", "Моё отсутствие"))


def tabs(here: str) -> tuple[Link, ...]:
    """The pages of notices, with the one that is open."""
    return tuple(Link(title, reverse(name), is_here=name == here) for name, title in _TABS)


def shown(request: HttpRequest, page: Page) -> HttpResponse:
    """The page; 422 when its form refuses what was sent."""
    refused = page.form is not None and page.form.is_bound and not page.form.is_valid()
    return render(request, "screens/notices/page.html", {"page": page}, status=422 if refused else 200)


def question_cell(notice: Line) -> Cell:
    """The number, which leads to the card, with the topic and the body."""
    told = " · ".join(part for part in (notice.topic, notice.body) if part)
    return Cell(f"№ {notice.question_id}", reverse("card", args=[notice.question_id]), note=told)


def term_cell(notice: Line) -> Cell:
    """Which term, until when; late ones are marked in words too."""
    due = f"до {timezone.localtime(notice.due_at):%d.%m.%Y %H:%M}" if notice.due_at else ""
    if notice.is_late:
        return Cell(f"{notice.term}: просрочен", mark="warn", note=due)
    return Cell(notice.term or "—", note=due)


def why_cell(notice: Line) -> Cell:
    """Why it was told: the step, or who reminded, and the words."""
    by_hand = f"{notice.why}: {notice.who}" if notice.who else notice.why
    return Cell(by_hand, note=f"«{notice.words}»" if notice.words else "")


def when_cell(notice: Line) -> Cell:
    now = timezone.localtime()
    return Cell(when(timezone.localtime(notice.at), now))


def whole(written: str) -> int | None:
    """A number of an address, or None where it is none."""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 18 else None


def more(query: QueryDict, notices: tuple[Line, ...], page: int) -> str:
    """The address of the next page where there is one."""
    if len(notices) <= page:
        return ""
    kept = query.copy()
    kept["after"] = str(notices[page - 1].id)
    return f"?{kept.urlencode()}"
