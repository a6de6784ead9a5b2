"""Files of questions: served to those who see the question, so that nothing in them runs."""

from collections.abc import Sequence
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from otklik.answers.models import Answer, Attachment
from otklik.answers.papers import files, store
from otklik.facts import queries as facts
from otklik.offices.rules import Verb
from otklik.screens.access import TITLES, ScopedRequest, needs

# Nothing of a file may load, run, submit or see where it lies, whatever the browser takes it for.
_SHUT = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_INLINE = "image/jpeg"
_MAY_CHANGE = (Answer.State.DRAFT, Answer.State.RETURNED)


@require_GET
@needs(Verb.READ)
def show(request: ScopedRequest, file_id: int) -> HttpResponseBase:
    """A file of a question that the person may see; `?small` gives the small copy of a photo, `?save` a download."""
    found = _found(request, file_id)
    return served(found, is_small="small" in request.GET, is_saved="save" in request.GET,
                  known=request.headers.get("If-None-Match", ""))  # fmt: skip


@require_POST
@needs(Verb.READ)
def remove(request: ScopedRequest, file_id: int) -> HttpResponse:
    """Take a file away: one's own, or any of the body for its executor, while the answer is still written."""
    found = _found(request, file_id)
    if not removable(request, [found]):
        raise PermissionDenied(TITLES[Verb.WORK])
    files.remove(found, by=request.user, at=timezone.now())
    after = request.POST.get("next", "")
    is_here = url_has_allowed_host_and_scheme(after, {request.get_host()}, require_https=request.is_secure())
    return redirect(after if is_here else reverse("card", args=[found.question_id]))


def removable(request: ScopedRequest, attachments: Sequence[Attachment]) -> frozenset[int]:
    """Those of the files that the person may take away, by id: what an author sent stays, what is approved too.

    `attachments` as the lists of `answers.files` give them. At most one query.
    """
    open_ones = [
        one for one in attachments
        if one.side == Attachment.Side.BODY and (one.answer is None or one.answer.state in _MAY_CHANGE)
    ]  # fmt: skip
    own = {one.pk for one in open_ones if one.by_id == request.user.pk}
    others = {one.question_id for one in open_ones if one.pk not in own}
    led = facts.reachable(request.scope.for_verb(Verb.WORK), sorted(others)) if others else []
    return frozenset(own | {one.pk for one in open_ones if one.question_id in led})


def served(
    attachment: Attachment, *, is_small: bool = False, is_saved: bool = False, known: str = ""
) -> HttpResponseBase:
    """A file as a response: who may see it is asked before. `known` is the tag the browser has.

    A photo, which is ours since it was drawn anew, is shown in place; all else is saved. Raises Http404 where the disk
    does not have it.
    """
    tag = f'"{attachment.digest}{"-s" if is_small else ""}"'
    if known == tag:
        return _shut(HttpResponseNotModified(), tag)
    try:
        content = files.opened(attachment, is_small=is_small)
    except store.FileLost as lost:
        raise Http404(str(lost)) from lost
    response = FileResponse(content, content_type=attachment.content_type)
    is_saved = is_saved or attachment.content_type != _INLINE
    named = content_disposition_header(is_saved, attachment.name) or ""
    if "filename*" not in named:
        named += f"; filename*=utf-8''{quote(attachment.name)}"
    response["Content-Disposition"] = named
    return _shut(response, tag)


def _shut(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    response["ETag"] = tag
    # The browser of one person may keep it, and asks each time whether it may still be seen; no proxy may.
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _SHUT
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _found(request: ScopedRequest, file_id: int) -> Attachment:
    found = files.visible(file_id)
    if found is None or facts.one(request.scope, found.question_id) is None:
        raise Http404
    return found
