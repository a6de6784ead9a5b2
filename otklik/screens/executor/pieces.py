"""Pieces of the editor that come by themselves: fields of a template, passages to borrow, files."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.answers.models import AnswerTemplate, Attachment
from otklik.answers.papers import files
from otklik.answers.papers.file_refusal import FileRefused
from otklik.answers.writing import similar
from otklik.offices.rules import Verb
from otklik.screens import files as served
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.executor import reach, saving, sheet, typed
from otklik.screens.executor.typed import whole
from otklik.screens.parts import attachments


@needs(Verb.WORK)
def blanks(request: ScopedRequest, question_id: int) -> HttpResponse:
    """The fields of a template that was chosen, with what is known of them already."""
    question = reach.led(request, question_id)
    if question is None:
        raise Http404
    template = AnswerTemplate.objects.filter(pk=whole(request.GET.get("template", "")) or 0, is_on=True).first()
    answer = reach.in_hand(question)
    found = sheet.blanks(template, answer.filled if answer else {})
    return render(request, "screens/executor/blanks.html", {"blanks": found})


@needs(Verb.WORK)
def borrow(request: ScopedRequest, question_id: int) -> HttpResponse:
    """Passages of well-rated answers to similar questions."""
    question = reach.led(request, question_id)
    if question is None:
        raise Http404
    context = {"passages": similar.to_borrow(question), "number": question_id}
    page = "screens/executor/borrow.html" if request.htmx else "screens/executor/borrow_page.html"
    return render(request, page, context)


@require_POST
@needs(Verb.WORK)
def attach(request: ScopedRequest, question_id: int) -> HttpResponse:
    """Files are put to the answer; each that is refused is told with its reason."""
    question, at = reach.led(request, question_id), timezone.now()
    if question is None:
        raise Http404
    answer = saving.opened(request, question, typed.read(request.POST.dict()), at)
    for upload in request.FILES.getlist("file"):
        try:
            files.keep(upload, question=question, side=Attachment.Side.BODY, answer=answer, by=request.user, at=at)
        except FileRefused as refusal:
            messages.error(request, str(refusal))
    if not request.htmx:
        return redirect("mine-question", question_id)
    kept = files.of_answer(answer.pk)
    lines = attachments.lines(kept, question, removable=served.removable(request, kept))
    return render(request, "screens/executor/files.html", {"files": lines, "number": question_id, "is_oob": True})
