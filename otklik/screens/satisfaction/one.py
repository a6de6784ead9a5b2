"""All that was said of the answers of one question, how it was opened again, and the author's link."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from otklik.appeals.models import Question
from otklik.facts import queries as facts
from otklik.flow.answering import verdicts
from otklik.offices.rules import Verb
from otklik.satisfaction import queries, ratings, reopening
from otklik.satisfaction.models import Link, Rating, RatingReason, Reopening
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.satisfaction.listed import TONES


@dataclass(frozen=True, slots=True)
class Said:
    """One verdict; `words` are masked."""

    at: datetime
    source: str
    said: str
    reasons: str
    words: str
    by: str


@dataclass(frozen=True, slots=True)
class Screen:
    """A question's verdicts; `address` stands only where a new link was just made."""

    number: int
    excerpt: str
    said: tuple[Said, ...]
    reopenings: tuple[Reopening, ...]
    link: Link | None
    is_expired: bool
    may_link: bool
    address: str


@needs(Verb.READ)
def show(request: ScopedRequest, question_id: int) -> HttpResponse:
    """The page of one question."""
    return _shown(request, question_id)


@never_cache
@require_POST
@needs(Verb.OPERATE)
def change_link(request: ScopedRequest, question_id: int) -> HttpResponse:
    """Make the author's link void, or make a new one and show it once: to be read out or sent by hand."""
    if facts.one(request.scope.for_verb(Verb.OPERATE), question_id) is None:
        raise Http404
    question, now = Question.objects.select_related("appeal").get(pk=question_id), timezone.now()
    if "renew" in request.POST:
        return _shown(request, question_id, address=verdicts.renew_link(question, by=request.user, at=now))
    verdicts.revoke_link(question, by=request.user, at=now)
    messages.success(request, "Ссылка автора отозвана: по ней больше ничего не открыть, пока не будет новой.")
    return redirect(reverse("verdicts", args=[question_id]))


def _shown(request: ScopedRequest, question_id: int, *, address: str = "") -> HttpResponse:
    fact = facts.one(request.scope, question_id)
    if fact is None:
        raise Http404
    link = Link.objects.filter(question=question_id).first()
    titles = dict(RatingReason.objects.values_list("code", "title"))
    screen = Screen(
        number=question_id, excerpt=fact.excerpt,
        said=tuple(_said(row, titles) for row in queries.of_question(question_id)),
        reopenings=tuple(reopening.opened(question_id)), link=link,
        is_expired=bool(link and not fact.is_open and link.expires_at <= timezone.now()),
        may_link=request.scope.may(Verb.OPERATE), address=address,
    )  # fmt: skip
    return render(request, "screens/satisfaction/one.html", {"screen": screen})


def _said(row: Rating, titles: dict[str, str]) -> Said:
    is_comment = row.source == Rating.Source.COMMENT
    return Said(
        row.at, row.get_source_display(), TONES.get(row.tone, "—") if is_comment else ratings.words_of(row),
        ", ".join(titles.get(code, code).lower() for code in row.reasons), row.comment, str(row.by) if row.by else "",
    )  # fmt: skip
