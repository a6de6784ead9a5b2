"""Writes of the gazetteer: a planned file put in force, drafts of files, one name taken away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from otklik.reference.models import PlaceName, PlacesDraft, Territory
from otklik.reference.places.kinds import ROW_OF, Kind
from otklik.reference.places.plan import Plan, plan
from otklik.reference.rules import Changed, ReferenceRefused

DRAFT_KEPT = timedelta(days=7)
_BATCH = 500


@dataclass(frozen=True, slots=True)
class PlacesFile:
    """A file of places as a person gave it: what it holds, its name and bytes, whether names it lacks go."""

    kind: Kind
    name: str
    content: bytes
    is_replacing: bool = False


@transaction.atomic
def put_in_force(
    file: PlacesFile, *, skip_flawed: bool, by: AbstractBaseUser | None, at: datetime
) -> tuple[Plan, Changed | None]:
    """Write what the file changes; what was done, and a line for the history (None where nothing changed).

    A file with flaws changes nothing at all unless `skip_flawed` asks for its good rows; raises ReferenceRefused
    with the flaws. The same file again changes nothing.
    """
    made = plan(file.kind, file.content, is_replacing=file.is_replacing)
    if made.is_broken or (made.flaws and not skip_flawed):
        raise ReferenceRefused(*map(str, made.flaws))
    if made.is_idle:
        return made, None
    _write_territories(made.territories, at)
    if made.names:
        _write_names(made)
    PlaceName.objects.filter(pk__in=made.gone).delete()
    after = {"kind": file.kind.title, **made.counted()}
    return made, Changed("places", file.name[:100], None, after, by.pk if by else None, at)


def keep_draft(file: PlacesFile, *, by: AbstractBaseUser, at: datetime) -> int:
    """Keep an uploaded file until it is put in force or dropped; its number. Drafts forgotten for a week go."""
    PlacesDraft.objects.filter(made_at__lt=at - DRAFT_KEPT).delete()
    draft = PlacesDraft.objects.create(
        kind=file.kind.code, file_name=file.name[:100], content=file.content, is_replacing=file.is_replacing,
        by_id=by.pk, made_at=at,
    )  # fmt: skip
    return draft.pk


def drop_draft(draft_id: int) -> None:
    """Forget an uploaded file."""
    PlacesDraft.objects.filter(pk=draft_id).delete()


@transaction.atomic
def drop_name(name_id: int, *, by: AbstractBaseUser | None, at: datetime) -> Changed:
    """Take a street, landmark or route out of the gazetteer. Raises ReferenceRefused where it is gone already."""
    name = PlaceName.objects.select_related("territory").filter(pk=name_id).first()
    if name is None:
        raise ReferenceRefused("Этого имени в списке уже нет: обновите страницу.")
    before = {"kind": name.get_kind_display(), "name": name.title, "territory": name.territory.name}
    name.delete()
    return Changed("places", before["name"][:100], before, None, by.pk if by else None, at)


def _write_territories(wanted: Mapping[str, Mapping[str, Any]], at: datetime) -> None:
    # Without the borders: of a thousand villages only their names are changed.
    known = {one.code: one for one in Territory.objects.filter(code__in=wanted).defer("border")}
    fresh = [Territory(code=code, changed_at=at, **values) for code, values in wanted.items() if code not in known]
    Territory.objects.bulk_create(fresh, batch_size=_BATCH)
    for fields, codes in _alike(wanted, known).items():
        for code in codes:
            for name in fields:
                setattr(known[code], name, wanted[code][name])
            known[code].changed_at = at
        rows = [known[code] for code in codes]
        Territory.objects.bulk_update(rows, [*map(_column, fields), "changed_at"], batch_size=100)


def _alike(wanted: Mapping[str, Mapping[str, Any]], known: Iterable[str]) -> dict[tuple[str, ...], list[str]]:
    """Known territories by which fields of them change."""
    found: dict[tuple[str, ...], list[str]] = {}
    for code in known:
        found.setdefault(tuple(sorted(wanted[code])), []).append(code)
    return found


def _column(field: str) -> str:
    return field.removesuffix("_id")


def _write_names(made: Plan) -> None:
    rows = (
        PlaceName(territory_id=territory, kind=ROW_OF[made.kind.code], title=title) for territory, title in made.names
    )
    PlaceName.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)
