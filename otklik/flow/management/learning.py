"""The verbs of `otklik triage` that speak of versions and of what labels mean in the region's own classifier."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from otklik.offices.models import Person
from otklik.triage.errors import TriageError
from otklik.triage.topics import labels, retraining, version_actions, versions

Told = tuple[list[str], Any]
"""Lines for a person, and the same for a machine."""

_STATES = {"in_use": "разбирает", "kept": "хранится", "refused": "не принята"}


def retrain(*, model: Path | None, by: str, **_: Any) -> Told:
    """Learn from people's choices now."""
    made = retraining.retrain(at=timezone.now(), by=_person(by) if by else None, base=model)
    told = {"version": made.version, "is_in_use": made.is_in_use, "why": made.why, "measures": made.measures}
    outcome = "разбирает она" if made.is_in_use else "разбирает прежняя"
    return [f"Версия {made.version or 'не сделана'}; {outcome}. {made.why}."], told


def listed(**_: Any) -> Told:
    """All versions, the one in use first."""
    found = versions.versions()
    told = [
        {"version": line.version, "state": line.state, "trained_at": line.trained_at.isoformat(), "rows": line.rows,
         "measures": line.measures, "parent": line.parent, "reason": line.reason, "has_file": line.has_file}
        for line in found
    ]  # fmt: skip
    return [
        f"{line.version}  {_STATES[line.state]:10}  {_local(line.trained_at)}  {line.reason}"
        + ("" if line.has_file else "  (файла уже нет)")
        for line in found
    ], told


def use(*, file: Path | None, by: str, why: str, **_: Any) -> Told:
    """Put a version in use: `triage use ВЕРСИЯ`."""
    if file is None:
        raise TriageError("triage use: назовите версию (их показывает otklik triage versions).")
    version_actions.put_in_use(str(file), by=_person(by), at=timezone.now(), why=why or "Командой")
    return [f"Разбирает версия {file}; работающие процессы заметят за минуту."], {"version": str(file)}


def mapped(*, edition: str, confirm: float | None, by: str, **_: Any) -> Told:
    """Propose what labels mean in an edition; with --confirm, confirm those sure enough in a person's name."""
    if not edition:
        raise TriageError("triage map: назовите классификатор региона: --edition КОД.")
    labels.propose(edition, at=timezone.now())
    changed = 0 if confirm is None else labels.confirm_proposed(confirm, by=_person(by), at=timezone.now())
    lines = labels.listed()
    told = [{"head": line.head, "label": line.label, "code": line.code, "origin": line.origin,
             "confidence": line.confidence} for line in lines]  # fmt: skip
    proposed = [line for line in lines if line.origin == "proposed"]
    spoken = [f"{line.confidence:.2f}  {line.label}  →  {line.code} {line.name}" for line in proposed]
    return [*spoken, f"Подтверждено {changed}, ждут подтверждения {len(proposed)}."], told


VERBS: dict[str, Callable[..., Told]] = {"retrain": retrain, "versions": listed, "use": use, "map": mapped}


def _person(login: str) -> Person:
    found = Person.objects.filter(login=login, is_active=True).first()
    if found is None:
        raise TriageError(f"Сотрудника с логином «{login}» нет: назовите действующего (--by ЛОГИН).")
    return found


def _local(at: datetime) -> str:
    return timezone.localtime(at).strftime("%d.%m.%Y %H:%M")
