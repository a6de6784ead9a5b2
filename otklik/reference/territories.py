"""The write of a territory; beside `actions.py`, which is full."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from otklik.reference.models import Territory
from otklik.reference.rules import Changed


@transaction.atomic
def save_territory(*, code: str, values: Mapping[str, Any], by: AbstractBaseUser, at: datetime) -> Changed:
    """Make or change the territory of this ОКТМО code; a border of None leaves the one that is there."""
    territory = Territory.objects.select_related("parent").filter(code=code).first() or Territory(code=code)
    before = _told(territory) if territory.pk else None
    for name in ("name", "kind", "population", "latitude", "longitude", "time_zone"):
        setattr(territory, name, values[name])
    territory.aliases = list(values["aliases"])
    territory.parent = Territory.objects.filter(code=values["parent_code"]).first() if values["parent_code"] else None
    if values["border"] is not None:
        territory.border = values["border"]
    territory.changed_at = at
    territory.save()
    after = _told(territory)
    if values["border"] is not None:
        after["border"] = f"загружена {at:%d.%m.%Y %H:%M}"
    return Changed("territory", code, before, after, by.pk, at)


def _told(territory: Territory) -> dict[str, Any]:
    return {
        "name": territory.name, "kind": territory.kind, "parent": territory.parent.code if territory.parent else "",
        "population": territory.population, "aliases": territory.aliases, "latitude": territory.latitude,
        "longitude": territory.longitude, "time_zone": territory.time_zone,
        "border": "есть" if territory.border else "",
    }  # fmt: skip
