"""«Двойная разметка»: one text at a time, with neither the first choice nor the machine's proposals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.facts import queries as facts
from otklik.facts.rules import FilterError, cursor
from otklik.offices.rules import Verb
from otklik.reference.models import Topic
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.operator import finders
from otklik.screens.operator.finders import Found, NotFound, Picker, picked
from otklik.screens.operator.names import channel_title
from otklik.triage.measured import marking
from otklik.triage.measured.marking import MarkingError
from otklik.triage.models import Marking
from otklik.triage.queries import EDITION


@dataclass(frozen=True, slots=True)
class MarkingScreen:
    """The text to mark, masked; `left` counts it and what waits behind it; no id: nothing waits."""

    id: int
    text: str
    channel: str
    received_at: datetime | None
    place: str
    left: int
    skip: str
    problem: str
    typed: str


def _topics() -> Iterable[Found]:
    found = Topic.objects.filter(closed_on=None, edition__code=EDITION).order_by("level", "code")
    return [Found(*row) for row in found.values_list("code", "name", "parent__name")]


TOPIC = Picker("topic", "Тема", _topics)


@needs(Verb.DECIDE)
def topics(request: ScopedRequest) -> HttpResponse:
    """Topics of the classifier that the machine knows, whose name or group holds every typed word."""
    return finders.offered(request, TOPIC)


@needs(Verb.DECIDE)
def show(request: ScopedRequest) -> HttpResponse:
    """The next text of this person's queue; skipped ones come again at the end."""
    return _shown(request)


@require_POST
@needs(Verb.DECIDE)
def keep(request: ScopedRequest, marking_id: int) -> HttpResponse:
    """Keep the choice and show the next text."""
    if not _queue(request).filter(pk=marking_id).exists():
        if not Marking.objects.filter(pk=marking_id, at__isnull=False).exists():
            raise Http404
        messages.warning(request, "Этот текст уже размечен: показан следующий.")
        return redirect("marking")
    try:
        code = _code(request)
        done = marking.mark(marking_id, topic_code=code, by=request.user, at=timezone.now())
    except (MarkingError, NotFound) as error:
        return _shown(request, only=marking_id, problem=str(error))
    if done.first_by_id is None and done.first_topic and done.topic and done.topic_id != done.first_topic_id:
        messages.info(request, f"Машина решила иначе: «{done.first_topic.name}». Вопрос № {done.question_id}.")
    return redirect("marking")


def _code(request: ScopedRequest) -> str:
    if "unclear" in request.POST:
        return ""
    code = picked(TOPIC, request.POST.get("topic", ""), request.POST.get("topic_words", ""))
    if not code:
        raise NotFound("Тема не выбрана: начните писать её название или нажмите «По тексту не понять».")
    return code


def _shown(request: ScopedRequest, only: int = 0, problem: str = "") -> HttpResponse:
    queue = _queue(request).select_related("question__appeal")
    try:
        after = cursor(request.GET.get("after", "")) or 0
    except FilterError:
        after = 0
    row = queue.filter(pk=only).first() if only else queue.filter(pk__gt=after).first() or queue.first()
    question = row.question if row else None
    screen = MarkingScreen(
        id=row.pk if row else 0,
        text=question.text if question else "",
        channel=channel_title(question.appeal.channel) if question else "",
        received_at=question.appeal.received_at if question else None,
        place=question.place if question else "",
        left=queue.count(),
        skip=f"{reverse('marking')}?after={row.pk}" if row else "",
        problem=problem,
        typed=request.POST.get("topic_words", "")[:100],
    )
    return render(request, "screens/quality/marking.html", {"screen": screen}, status=422 if problem else 200)


def _queue(request: ScopedRequest) -> QuerySet[Marking]:
    return marking.waiting(request.user, facts.visible_ids(request.scope.for_verb(Verb.DECIDE)))
