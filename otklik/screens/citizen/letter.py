"""The public form's page: the letter, the topics of its text, what to keep after it is sent."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from otklik.answers.papers import files
from otklik.answers.papers.file_refusal import FileRefused
from otklik.flow import public_form
from otklik.flow.public_form import Accepted
from otklik.intake import forms
from otklik.satisfaction import links
from otklik.satisfaction.links import token_of
from otklik.satisfaction.models import Link
from otklik.screens import throttle
from otklik.screens.citizen import borders
from otklik.screens.citizen.doors import by_link, framed, page, too_often
from otklik.screens.citizen.letter_form import LetterForm, field_name
from otklik.screens.citizen.offers import offers
from otklik.screens.citizen.story import story

_ONE_MORE = "Остался один шаг: проверьте тему и ответьте на вопросы к ней, потом отправьте."


@gzip_page
@framed
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponseBase:
    """The empty form; the topics of a text; or a letter sent."""
    if request.method == "GET":
        return _page(LetterForm(asked=forms.asked(), initial=_fresh()))
    form = LetterForm(request.POST, request.FILES, asked=forms.asked())
    if "topics" in request.POST:
        return _page(_unsent(form))
    is_valid = form.is_valid()
    if is_valid and not form.cleaned_data["seen"] and "late" not in request.POST and _has_more(form):
        return _page(_unsent(form), problem=_ONE_MORE, status=422)
    if not is_valid:
        return _page(form, problem="Сообщение не отправлено: поправьте отмеченное.", status=422)
    if seconds := throttle.hit(throttle.limit("letters"), throttle.address(request)):
        return too_often(seconds)
    at = timezone.now()
    try:
        laid = [files.lay(one, at=at) for one in form.cleaned_data["photos"]]
    except FileRefused as refusal:
        form.add_error("photos", str(refusal))
        return _page(form, problem="Сообщение не отправлено: один из файлов не подходит.", status=422)
    return _told(public_form.accept(form.raw(laid), laid, at=at))


@framed
@require_POST
def topics(request: HttpRequest) -> HttpResponseBase:
    """What the text may be about, with the questions of each topic: a piece of the form."""
    form = LetterForm(request.POST, asked=forms.asked())
    return page("screens/citizen/topics.html", _context(_unsent(form)))


@framed
@by_link
@require_GET
def sent(request: HttpRequest, link: Link) -> HttpResponseBase:
    """The number and the link to keep; opened only by the token that it tells."""
    address = f"{settings.OTKLIK_SITE_URL}{reverse('citizen', args=[token_of(link)])}"
    return page("screens/citizen/sent.html", {"story": story(link, timezone.now()), "address": address})


@framed
@require_GET
def accepted(request: HttpRequest) -> HttpResponseBase:
    """The letter is kept, and nobody can tell its number yet."""
    return page("screens/citizen/accepted.html", {})


@gzip_page
@framed
@require_GET
def shape(request: HttpRequest) -> HttpResponseBase:
    """The municipalities of the region for the map, as GeoJSON: no map of others is asked."""
    response = JsonResponse(borders.drawn())
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _told(letter: Accepted) -> HttpResponseBase:
    if letter.question is None:
        return HttpResponseRedirect(reverse("form-accepted"))
    address = links.address(letter.question, timezone.now())
    return HttpResponseRedirect(reverse("form-sent", args=[address.rstrip("/").rpartition("/")[2]]))


def _has_more(form: LetterForm) -> bool:
    """Whether the topics of the text ask something that the author has not seen."""
    found = offers(form)
    return any(one.is_required for one in found.asked)


def _fresh() -> dict[str, Any]:
    return {"form_id": uuid.uuid4(), "consent_version": forms.consent().version}


def _unsent(form: LetterForm) -> LetterForm:
    """The form as typed so far, without complaints: it was not sent."""
    typed = {name: form[name].value() for name in form.fields if name not in ("photos", "seen")}
    return LetterForm(asked=form.asked, initial={**_fresh(), **{name: said for name, said in typed.items() if said}})


def _page(form: LetterForm, *, problem: str = "", status: int = 200) -> HttpResponseBase:
    return page("screens/citizen/form.html", {**_context(form), "problem": problem}, status)


def _context(form: LetterForm) -> Mapping[str, Any]:
    found = offers(form)
    return {
        "form": form, "offers": found.topics, "is_offered": found.is_offered, "chosen": form["topic"].value() or "",
        "general": [form[field_name(one)] for one in form.asked if not one.topic_code],
        "topical": [(form[field_name(one)], found.places[one.code]) for one in found.asked],
        "consent": forms.consent(), "has_map": borders.has_any(), "limits": files.limits(),
    }  # fmt: skip
