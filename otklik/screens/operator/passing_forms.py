"""Forms by which questions go between bodies, read: hand-back, ruling of an arbiter, co-executors."""

from collections.abc import Mapping
from typing import Any

from otklik.screens.operator.finders import BODY, picked

Form = Mapping[str, str]


def hand_back(form: Form) -> dict[str, Any]:
    """Why a body gives a question back and whose it is in its opinion."""
    proposed = picked(BODY, form.get("body", ""), form.get("body_words", ""))
    return {"reason_code": form.get("reason", ""), "words": form.get("words", ""), "proposed_code": proposed}


def ruling(form: Form) -> dict[str, Any]:
    """Whose a question is by an arbiter: one of the bodies of the dispute, or another one."""
    code = form.get("side", "") or picked(BODY, form.get("body", ""), form.get("body_words", ""))
    return {"body_code": code, "why": form.get("why", "")}


def reopening(form: Form) -> dict[str, Any]:
    """Why a ruling is taken up again."""
    return {"why": form.get("why", "")}


def co_executor(form: Form) -> dict[str, Any]:
    """Which body answers together with the lead, and why."""
    code = picked(BODY, form.get("body", ""), form.get("body_words", ""))
    return {"body_code": code, "why": form.get("why", "").strip()[:300]}


def both(form: Form) -> dict[str, Any]:
    """Who leads and who answers together with it."""
    return {"body_code": form.get("body", ""), "co_code": form.get("co", "")}
