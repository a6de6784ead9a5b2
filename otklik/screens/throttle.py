"""How often one address, link or login may do a thing: a window that slides, counted in the cache without names."""

import math
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

_SALT = "otklik.screens.throttle"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` times in any `seconds` seconds."""

    name: str
    most: int
    seconds: int


def limit(name: str) -> Limit:
    """The limit of the settings by its name, written there as «10/600»: ten times in ten minutes."""
    most, _, seconds = settings.OTKLIK_LIMITS[name].partition("/")
    return Limit(name, int(most), int(seconds))


def address(request: HttpRequest) -> str:
    """Where a request comes from: the address behind as many proxies as the settings trust."""
    trusted: int = settings.OTKLIK_PROXIES
    told = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    # What stands left of the trusted proxies was written by the sender and proves nothing.
    return told[-trusted] if 0 < trusted <= len(told) else request.META.get("REMOTE_ADDR", "")


def hit(rule: Limit, *who: str, now: float | None = None) -> int:
    """Count one more time; seconds to wait where it was one too many, else 0. What was too many is not counted."""
    moment = time.time() if now is None else now
    if seconds := wait(rule, *who, now=moment):
        return seconds
    key = _key(rule, who, int(moment // rule.seconds))
    if not cache.add(key, 1, 2 * rule.seconds):
        cache.incr(key)
    return 0


def wait(rule: Limit, *who: str, now: float | None = None) -> int:
    """Seconds until the next time is allowed, 0 where it is now; nothing is counted.

    Of the window before, the share that the sliding one still covers counts.
    """
    moment = time.time() if now is None else now
    window, passed = divmod(moment, rule.seconds)
    here = _key(rule, who, int(window))
    before = _key(rule, who, int(window) - 1)
    kept = cache.get_many((here, before))
    held, earlier = kept.get(here, 0), kept.get(before, 0)
    if held >= rule.most:
        # In the next window the weight of this one must fall below the limit.
        return math.ceil(rule.seconds - passed + rule.seconds * (1 - (rule.most - 1) / held))
    if earlier * (1 - passed / rule.seconds) + held <= rule.most - 1:
        return 0
    return math.ceil(rule.seconds * (1 - (rule.most - 1 - held) / earlier) - passed) or 1


def _key(rule: Limit, who: tuple[str, ...], window: int) -> str:
    # Addresses are personal data: only a signature of them stands in the cache.
    name = salted_hmac(_SALT, "\x1f".join((rule.name, *who)), algorithm="sha256").hexdigest()[:32]
    return f"throttle:{name}:{window}"


def told(seconds: int) -> str:
    """«через минуту», «через 7 мин», «через 2 ч»."""
    if seconds < 60:
        return "через минуту"
    minutes = math.ceil(seconds / 60)
    return f"через {minutes} мин" if minutes < 60 else f"через {math.ceil(minutes / 60)} ч"
