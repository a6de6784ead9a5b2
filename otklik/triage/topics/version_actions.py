"""Writes of model versions: a new one is kept whole or not at all, one is put in use, old files are thrown away."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from otklik.offices import actions as offices
from otklik.offices.models import Person
from otklik.triage.errors import TriageError
from otklik.triage.models import ModelVersion
from otklik.triage.topics import in_use
from otklik.triage.topics.adapted import AdaptedModel
from otklik.triage.topics.model import TopicModel

State = ModelVersion.State


@dataclass(frozen=True)
class VersionDraft:
    """What is known of a version when it is made."""

    rows: Mapping[str, int]
    measures: Mapping[str, Mapping[str, float]]
    parent: str
    reason: str
    is_refused: bool


def keep_starter(*, at: datetime) -> ModelVersion:
    """The row of the shipped model; it is in use where nothing else is."""
    version = TopicModel.load().version
    free = not ModelVersion.objects.filter(state=State.IN_USE).exists()
    values = {
        "state": State.IN_USE if free else State.KEPT, "is_starter": True, "trained_at": at,
        "used_since": at if free else None, "reason": "Поставляется с программой",
    }  # fmt: skip
    return ModelVersion.objects.get_or_create(version=version, defaults=values)[0]


def keep_version(
    model: TopicModel | AdaptedModel, draft: VersionDraft, *, by: Person | None, at: datetime
) -> ModelVersion:
    """The file first, under its last name only when whole; then the row: killed between, the old version reads on."""
    file = f"{model.version}.npz"
    folder = in_use.folder()
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{file}.{os.getpid()}"
    model.save(part)
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(folder / file)
    values = {
        "state": State.REFUSED if draft.is_refused else State.KEPT, "file": file, "trained_at": at, "trained_by": by,
        "rows": dict(draft.rows), "measures": dict(draft.measures), "parent": draft.parent,
        "reason": draft.reason[:300],
    }  # fmt: skip
    return ModelVersion.objects.update_or_create(version=model.version, defaults=values)[0]


@transaction.atomic
def put_in_use(version: str, *, by: Person | None, at: datetime, why: str) -> None:
    """Let this version read; the one before is kept. Raises TriageError where it or its file is not there."""
    chosen = ModelVersion.objects.select_for_update().filter(version=version).first()
    if chosen is None:
        raise TriageError(f"Версии «{version}» нет: выберите из списка (otklik triage versions).")
    if not in_use.path_of(chosen.file).exists() or not (chosen.file or chosen.is_starter):
        raise TriageError(
            f"Файла версии «{version}» уже нет: выберите другую или обучите заново (otklik triage retrain)."
        )
    before = ModelVersion.objects.filter(state=State.IN_USE).first()
    if before is not None and before.pk == chosen.pk:
        return
    if before is not None:
        before.state = State.KEPT
        before.save(update_fields=["state"])
    chosen.state, chosen.used_since, chosen.reason = State.IN_USE, at, why[:300]
    chosen.save(update_fields=["state", "used_since", "reason"])
    told = {"version": before.version} if before else None
    offices.record(
        subject="model", key="topics", before=told, after={"version": version, "why": why}, by=by, at=at
    )  # fmt: skip
    in_use.look_again()


def throw_away_old() -> int:
    """Remove the files of all but the newest OTKLIK_MODELS_KEPT versions and the one in use; how many went."""
    found = ModelVersion.objects.exclude(file="").exclude(state=State.IN_USE).order_by("-trained_at", "-pk")
    old = list(found[max(0, settings.OTKLIK_MODELS_KEPT) :])
    for row in old:
        # The row first: a row without a file is told of, a file without a row is only removed later.
        file, row.file = row.file, ""
        row.save(update_fields=["file"])
        in_use.path_of(file).unlink(missing_ok=True)
    return len(old)
