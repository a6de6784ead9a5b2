"""What stands around every page: the rail by role, the clock of the region, who is in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from otklik.flow import rail
from otklik.offices.rules import NOTHING, Scope, Verb


@dataclass(frozen=True, slots=True)
class Place:
    """A desk of the rail: the name of its address, its word, its icon, the verb that opens it."""

    name: str
    title: str
    icon: str
    verb: Verb


PLACES = (
    Place("head", "Главное", "home", Verb.ANALYSE),
    Place("feed", "Лента", "inbox", Verb.READ),
    Place("approvals", "Согласование", "circle-check", Verb.APPROVE),
    Place("control", "Контроль", "layout-grid", Verb.READ),
    Place("mine", "Мои вопросы", "pencil", Verb.WORK),
    Place("dispatches", "Отправления", "send", Verb.OPERATE),
    Place("letter", "Новое письмо", "mail-plus", Verb.OPERATE),
    Place("imports", "Импорт", "table-import", Verb.IMPORT),
    Place("quarantine", "Карантин", "alert-octagon", Verb.QUARANTINE),
    Place("disputes", "Споры", "hand-stop", Verb.ROUTE),
    Place("outgoing", "Исходящие", "file-text", Verb.READ),
    Place("groups", "Группы", "users", Verb.READ),
    Place("ranking", "Рейтинг", "trophy", Verb.ANALYSE),
    Place("map", "Карта", "map", Verb.ANALYSE),
    Place("body-passports", "Паспорта", "id", Verb.ANALYSE),
    Place("load", "Нагрузка", "weight", Verb.ANALYSE),
    Place("slices", "Срезы", "chart-bar", Verb.ANALYSE),
    Place("satisfaction", "Оценки", "star", Verb.ANALYSE),
    Place("quality", "Разбор", "scale", Verb.ANALYSE),
    Place("marking", "Разметка", "list-check", Verb.DECIDE),
    Place("settings", "Настройки", "settings", Verb.SETTINGS),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the rail."""

    title: str
    icon: str
    url: str
    is_here: bool
    # How much waits there for this person; 0 is not shown.
    count: int = 0


@dataclass(frozen=True, slots=True)
class Frame:
    """The rail and the head of a page."""

    items: tuple[Item, ...]
    now: datetime
    person_name: str
    # Notices not read yet.
    unread: int
    position: str


def frame(request: HttpRequest) -> dict[str, Frame]:
    """The context of `base.html`; a page opened without a login has an empty rail."""
    scope: Scope = getattr(request, "scope", NOTHING)
    user = getattr(request, "user", None)
    person_id = user.pk if user and user.is_authenticated and scope.may(Verb.READ) else None
    waits = rail.waiting(person_id) if person_id else rail.Waiting(0, 0)
    return {
        "frame": Frame(
            items=_items(scope, request.path, {"approvals": waits.approvals}),
            now=timezone.localtime(),
            unread=waits.unread,
            person_name=str(user) if user and user.is_authenticated else "",
            position=getattr(user, "position", ""),
        )
    }


def _items(scope: Scope, path: str, counts: Mapping[str, int]) -> tuple[Item, ...]:
    allowed = [(place, _address(place.name)) for place in PLACES if scope.may(place.verb)]
    return tuple(
        Item(place.title, place.icon, url, _is_here(url, path), counts.get(place.name, 0))
        for place, url in allowed if url
    )  # fmt: skip


def _is_here(url: str, path: str) -> bool:
    return path == url or path.startswith("/questions/") if url == "/" else path.startswith(url)


@lru_cache(maxsize=64)
def _address(name: str) -> str:
    """The address of a desk; empty while the desk is not built."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
