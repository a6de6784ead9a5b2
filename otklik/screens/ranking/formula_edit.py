"""The editor of the formula: what it would do is shown before it is put in force."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from otklik.offices.rules import Verb
from otklik.ranking import actions, queries
from otklik.ranking.rules import Formula, RankingError
from otklik.screens.access import ScopedRequest
from otklik.screens.ranking import moves
from otklik.screens.ranking.board import REFUSED
from otklik.screens.ranking.formula_form import FormulaForm
from otklik.screens.ranking.moves import Moves
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import history


@needs_region(Verb.SETTINGS)
def edit(request: ScopedRequest) -> HttpResponse:
    """A form over the newest version; `preview` shows who would move, else a new version is made."""
    now, base = timezone.now(), queries.formula()
    is_tried = "preview" in request.POST
    form = FormulaForm(base, request.POST or None, is_tried=is_tried)
    found, problem = None, ""
    if form.is_valid() and is_tried:
        found, problem = _previewed(request, form.formula(), now)
    elif form.is_valid() and (kept := _kept(request, form, base, now)) is not None:
        return kept
    context = {
        "form": form, "base": base, "moves": found, "problem": problem, "history": history(("ranking_formula",)),
        "is_tried": is_tried,
    }  # fmt: skip
    refused = form.is_bound and not form.is_valid()
    return render(request, "screens/ranking/formula_edit.html", context, status=422 if refused else 200)


def _kept(request: ScopedRequest, form: FormulaForm, base: Formula, now: datetime) -> HttpResponse | None:
    """Where to go after a new version; None where it was refused."""
    typed = form.formula()
    if moves.is_same(typed, base):
        form.add_error(None, "Ничего не изменено: в новой версии должно отличаться хоть что-то, кроме причины и дня.")
        return None
    try:
        made = actions.save_formula(typed, by=request.user, at=now)
    except RankingError as refused:
        # All else that may be wrong was found by the form: what is left is the day.
        form.add_error("valid_from", str(refused))
        return None
    messages.success(request, f"Версия {made.number} введена в действие с {made.valid_from:%d.%m.%Y}.")
    return redirect("ranking-formula")


def _previewed(request: ScopedRequest, typed: Formula, now: datetime) -> tuple[Moves | None, str]:
    """The preview on the last period there is; None and why where there is nothing to try it on."""
    try:
        latest = queries.latest(request.scope, now=now)
        if latest is None:
            return None, "Показать не на чем: ни на один вопрос ещё не ответили."
        return moves.moves(queries.preview(typed, latest.key, request.scope, now=now)), ""
    except REFUSED as refused:
        return None, str(refused)
