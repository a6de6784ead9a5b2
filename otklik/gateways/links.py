"""Whether the pages that a text points at open; off unless the settings say to try."""

import ipaddress
import socket
from collections.abc import Sequence
from hashlib import blake2b
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.core.cache import cache

TIMEOUT_S = 3.0
MOST = 5
_KEPT_S = 600
_GONE = frozenset((404, 410))


def dead(links: Sequence[str]) -> tuple[str, ...]:
    """Those of the first five addresses that did not open; none where trying is off. Kept for ten minutes.

    Only what stands in the public network is tried: an address inside ours is nobody's business here.
    """
    if not settings.OTKLIK_CHECK_LINKS:
        return ()
    return tuple(link for link in links[:MOST] if _is_dead(link))


def _is_dead(link: str) -> bool:
    known = cache.get_or_set(
        f"link:{blake2b(link.encode(), digest_size=16).hexdigest()}", lambda: _tried(link), _KEPT_S
    )
    return bool(known)


def _tried(link: str) -> bool:
    """Whether the page is gone: no such host, no answer in time, or the server says so; a redirect is alive."""
    url = link if "://" in link else f"https://{link}"
    try:
        host = urlsplit(url).hostname or ""
        found = {address[4][0] for address in socket.getaddrinfo(host, None)}
        if not all(ipaddress.ip_address(address).is_global for address in found):
            return False
        return httpx.head(url, timeout=TIMEOUT_S, follow_redirects=False).status_code in _GONE
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
        return True
