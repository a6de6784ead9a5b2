"""The author's page: what was asked and answered, a rating, an answer to what they are asked. By a link, no login."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from otklik.answers.models import Attachment
from otklik.answers.papers import files
from otklik.answers.papers.file_refusal import FileRefused
from otklik.answers.papers.files import Laid, Upload
from otklik.flow.answering import verdicts
from otklik.flow.desks import clarifying
from otklik.flow.desks.desk import DeskError
from otklik.satisfaction import reopening
from otklik.satisfaction.links import token_of
from otklik.satisfaction.models import Link
from otklik.satisfaction.ratings import RatingError, Said
from otklik.screens import throttle
from otklik.screens.citizen.doors import by_link, lost, page, too_often
from otklik.screens.citizen.forms import RateForm, TellForm
from otklik.screens.citizen.story import shown_files, story, visible
from otklik.screens.files import served
from otklik.screens.parts.tell import plural

_STALE = "За это время вопрос ушёл дальше: посмотрите, что изменилось, и скажите снова, если нужно."


@by_link
@require_safe
def show(request: HttpRequest, link: Link) -> HttpResponseBase:
    """Where the question stands."""
    return _page(link)


@by_link
@require_POST
def rate(request: HttpRequest, link: Link) -> HttpResponseBase:
    """The author's verdict on the answer, with photos; told at once what comes of it."""
    if seconds := throttle.hit(throttle.limit("link"), str(link.pk)):
        return too_often(seconds)
    at, form = timezone.now(), RateForm(request.POST, request.FILES)
    if request.POST.get("answer") != str(story(link, at).rateable) and not _is_rated(link, at):
        return _page(link, problem=_STALE, status=409)
    if not form.is_valid():
        return _page(link, rate=form, problem="Оценка не отправлена: дополните отмеченное.", status=422)
    sent = form.cleaned_data
    said = Said(sent["stars"], sent["is_solved"], tuple(sent["reasons"]), sent["comment"])
    try:
        laid = _laid(sent["photos"], at)
        with transaction.atomic():
            heard = verdicts.rate_by_link(token=token_of(link), said=said, at=at)
            _attach(link, laid, at)
    except FileRefused as refusal:
        form.add_error("photos", str(refusal))
        return _page(link, rate=form, problem="Оценка не отправлена: один из файлов не подходит.", status=422)
    except RatingError as refusal:
        return _page(link, problem=str(refusal), status=409)
    return _page(link, done=heard.words)


@by_link
@require_POST
def tell(request: HttpRequest, link: Link) -> HttpResponseBase:
    """What the author answers to a clarifying question."""
    if seconds := throttle.hit(throttle.limit("link"), str(link.pk)):
        return too_often(seconds)
    at, form = timezone.now(), TellForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(link, tell=form, problem="Ответ не отправлен: дополните отмеченное.", status=422)
    try:
        laid = _laid(form.cleaned_data["photos"], at)
        clarifying.answered_by_link(question_id=link.question_id, text=form.cleaned_data["text"], laid=laid, at=at)
    except FileRefused as refusal:
        form.add_error("photos", str(refusal))
        return _page(link, tell=form, problem="Ответ не отправлен: один из файлов не подходит.", status=422)
    except DeskError as refusal:
        return _page(link, problem=str(refusal), status=409)
    return _page(link, done="Спасибо, ответ передан. Вопрос пошёл дальше.")


@by_link
@require_safe
def file(request: HttpRequest, link: Link, file_id: int) -> HttpResponseBase:
    """A file of an answer to this very question; anything else is not there."""
    heads = [answer.same_as_id or answer.pk for answer in visible(link.question, timezone.now())]
    found = next((one for one in shown_files(heads) if one.pk == file_id), None)
    if found is None:
        return lost()
    return served(found, is_small="small" in request.GET)


def _page(
    link: Link, *, done: str = "", problem: str = "", rate: forms.Form | None = None, tell: forms.Form | None = None,
    status: int = 200,
) -> HttpResponseBase:  # fmt: skip
    found = story(link, timezone.now())
    told: dict[str, Any] = {
        "story": found, "token": token_of(link), "done": done, "problem": problem, "tell": tell or TellForm(),
    }  # fmt: skip
    if found.rateable is not None:
        told |= {"rate": rate or RateForm(), "what_next": _what_next()}
    return page("screens/citizen/page.html", told, status)


def _what_next() -> str:
    days = reopening.rule().window_days
    words = f"{days} {plural(days, 'дня', 'дней', 'дней')}"
    return f"Если вопрос не решён, он вернётся в работу к другому сотруднику (в течение {words} после ответа)."


def _is_rated(link: Link, at: datetime) -> bool:
    """Whether the answer that is spoken of was rated: then it is told what was said, not that the page is old."""
    told = story(link, at)
    return told.rateable is None and (told.verdict is not None or any(reply.verdict for reply in told.replies))


def _laid(uploads: Sequence[Upload], at: datetime) -> list[Laid]:
    return [files.lay(one, at=at) for one in uploads]


def _attach(link: Link, laid: Sequence[Laid], at: datetime) -> None:
    for one in laid:
        files.attach(one, question=link.question, side=Attachment.Side.AUTHOR, by=None, at=at)
