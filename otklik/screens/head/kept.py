"""What was counted a moment ago is not counted again: while no fact changed, within a minute, for who see the same."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.core.cache import cache

from otklik.indicators.source import Freshness
from otklik.offices.rules import Scope

KEPT_S, LONG_S = 120, 600
Counted = TypeVar("Counted")


def kept(what: str, scope: Scope, fresh: Freshness, now: datetime, count: Callable[[], Counted]) -> Counted:
    """What `count` gives; terms pass meanwhile, so nothing outlives the minute in which it was counted."""
    # While facts change they are counted anew each time: who acts sees what came of it.
    if fresh.as_of is None or fresh.is_behind:
        return count()
    key = _key(what, scope, fresh.as_of.isoformat(), f"{now:%Y%m%d%H%M}")
    found: Counted | None = cache.get(key)
    if found is None:
        found = count()
        cache.set(key, found, KEPT_S)
    return found


def kept_long(what: str, scope: Scope, count: Callable[[], Counted]) -> Counted:
    """What only serves to compare with, and leads to no rows: for ten minutes, whatever changes meanwhile."""
    key = _key(what, scope)
    found: Counted | None = cache.get(key)
    if found is None:
        found = count()
        cache.set(key, found, LONG_S)
    return found


def _key(what: str, scope: Scope, *moments: str) -> str:
    reaches = sorted(
        (sorted(one.bodies) if one.bodies is not None else ["*"], one.territory_code, one.topic_code)
        for one in scope.reaches
    )
    told = repr((what, reaches, moments))
    return f"head:{hashlib.blake2b(told.encode(), digest_size=16).hexdigest()}"
