"""One outgoing letter: what it is, its files for who may see personal data, its annulment."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from otklik.answers.models import OutgoingLetter
from otklik.answers.papers import letter_queries, letters
from otklik.citizens.actions import note_look
from otklik.facts import queries as facts
from otklik.offices.rules import Scope, Verb
from otklik.screens.access import TITLES, ScopedRequest, needs
from otklik.screens.files import served
from otklik.screens.letters.listed import TITLE
from otklik.screens.settings.pages import Link


@needs(Verb.READ)
def show(request: ScopedRequest, letter_no: int) -> HttpResponse:
    """The letter without its addressee: the name and the address are in its files alone."""
    letter = _found(request.scope, letter_no)
    context = {
        "letter": letter, "trail": (Link(TITLE, "/outgoing/"),),
        "may_open": facts.one(request.scope.for_verb(Verb.UNMASK), letter.question_id) is not None,
        "may_annul": letter.annulled_at is None and _may_work(request, letter),
    }  # fmt: skip
    return render(request, "screens/letters/one.html", context)


@require_POST
@needs(Verb.WORK)
def annul(request: ScopedRequest, letter_no: int) -> HttpResponse:
    """Take the letter out of force, with a reason."""
    letter = _found(request.scope, letter_no)
    if not _may_work(request, letter):
        raise PermissionDenied(TITLES[Verb.WORK])
    try:
        letters.annul(letter, why=request.POST.get("why", ""), by=request.user, at=timezone.now())
        messages.success(request, f"Письмо № {letter.number} аннулировано; номер второй раз не выдаётся.")
    except letters.LetterError as error:
        messages.error(request, str(error))
    return redirect("outgoing-letter", letter_no)


@never_cache
@require_POST
@needs(Verb.UNMASK)
def download(request: ScopedRequest, letter_no: int, form: str) -> HttpResponseBase:
    """The docx or the PDF; it names the author, so the look is written down first."""
    letter = _found(request.scope.for_verb(Verb.UNMASK), letter_no)
    wanted = {"docx": letter.docx, "pdf": letter.pdf}.get(form)
    if wanted is None:
        raise Http404
    appeal = letter.question.appeal
    reason = f"Файл письма № {letter.number} ({form})"
    note_look(subject_key=appeal.author_key or appeal.original_key, by=request.user, at=timezone.now(), reason=reason)
    return served(wanted, is_saved=True)


def _found(scope: Scope, letter_no: int) -> OutgoingLetter:
    letter = letter_queries.one(letter_no)
    if letter is None or facts.one(scope, letter.question_id) is None:
        raise Http404
    return letter


def _may_work(request: ScopedRequest, letter: OutgoingLetter) -> bool:
    return bool(facts.reachable(request.scope.for_verb(Verb.WORK), [letter.question_id]))
