"""Pickers of topics, territories and bodies: what fits the typed words, and what a form without a pick meant."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from otklik.offices import queries as offices
from otklik.offices.rules import Verb
from otklik.reference.models import Territory, Topic
from otklik.screens.access import ScopedRequest, needs

SHOWN = 12


class NotFound(ValueError):
    """The typed words name nothing or several things; the message says what to do (Russian)."""


@dataclass(frozen=True, slots=True)
class Found:
    """One line of a picker: what is sent, what is read, what it belongs to."""

    code: str
    name: str
    above: str


@dataclass(frozen=True, slots=True)
class Picker:
    """A kind of thing to pick: its field, how it is called, and all of it."""

    field: str
    title: str
    everything: Callable[[], Iterable[Found]]


def _topics() -> Iterable[Found]:
    found = Topic.objects.filter(closed_on=None, edition__valid_to=None).order_by("level", "code")
    return [Found(*row) for row in found.values_list("code", "name", "parent__name")]


def _territories() -> Iterable[Found]:
    found = Territory.objects.order_by("kind", "name")
    return [Found(*row) for row in found.values_list("code", "name", "parent__name")]


def _bodies() -> Iterable[Found]:
    cards = (body for body in offices.bodies().values() if not body.is_closed)
    return [Found(body.code, body.name, body.block_name) for body in cards]


TOPIC = Picker("topic", "Тема", _topics)
TERRITORY = Picker("territory", "Территория", _territories)
BODY = Picker("body", "Орган", _bodies)


@needs(Verb.READ)
def topics(request: ScopedRequest) -> HttpResponse:
    """Topics in force whose name or group holds every typed word."""
    return offered(request, TOPIC)


@needs(Verb.READ)
def territories(request: ScopedRequest) -> HttpResponse:
    """Territories whose name holds every typed word."""
    return offered(request, TERRITORY)


@needs(Verb.READ)
def bodies(request: ScopedRequest) -> HttpResponse:
    """Bodies that take questions and whose name or block holds every typed word."""
    return offered(request, BODY)


def picked(picker: Picker, code: str, typed: str) -> str:
    """The code picked in a form; without a pick (no JavaScript) the only thing that the typed words name.

    Raises NotFound.
    """
    if code or not typed.strip():
        return code
    fitting = _fitting(picker.everything(), typed)
    exact = [found for found in fitting if _plain(found.name) == _plain(typed)]
    chosen = exact or fitting
    if len(chosen) == 1:
        return chosen[0].code
    if not chosen:
        raise NotFound(f"{picker.title} «{typed}» не найдена: проверьте слово или выберите из списка.")
    several = "; ".join(found.name for found in chosen[:5])
    raise NotFound(f"«{typed}» подходит к нескольким строкам ({several}): допишите название.")


def offered(request: ScopedRequest, picker: Picker) -> HttpResponse:
    """The lines of a picker that hold every typed word."""
    typed = request.GET.get(f"{picker.field}_words", "")[:100]
    fitting = _fitting(picker.everything(), typed)
    context = {"picker": picker, "found": fitting[:SHOWN], "left_out": max(0, len(fitting) - SHOWN), "typed": typed}
    return render(request, "screens/parts/picker_options.html", context)


def _fitting(everything: Iterable[Found], typed: str) -> Sequence[Found]:
    words = _plain(typed).split()
    held = [(found, _plain(f"{found.name} {found.above or ''}")) for found in everything]
    kept = [found for found, text in held if all(word in text for word in words)]
    # What begins with the typed words stands first; the order of the list is kept otherwise.
    return sorted(kept, key=lambda found: not _plain(found.name).startswith(words[0])) if words else kept


def _plain(text: str) -> str:
    return text.casefold().replace("ё", "е").replace("★", "").strip()
