"""A request larger than allowed is refused before a byte of its body is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve

_UNLIMITED = "takes_any_size"


def takes_any_size(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a view whose body goes to the disk in pieces and may be of gigabytes."""
    setattr(view, _UNLIMITED, True)
    return view


class RequestCeiling:
    """Looks at the length a request names; the server reads no more than that, and nothing where none is named."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse with 413 what is over the ceiling."""
        most = settings.OTKLIK_REQUEST_MB
        if _length(request) > most << 20 and not _is_unlimited(request):
            return render(request, "screens/too_large.html", {"most": most}, status=413)
        return self.get_response(request)


def _is_unlimited(request: HttpRequest) -> bool:
    try:
        return getattr(resolve(request.path_info).func, _UNLIMITED, False)
    except Resolver404:
        return False


def _length(request: HttpRequest) -> int:
    written = request.META.get("CONTENT_LENGTH") or "0"
    return int(written) if written.isdigit() else 0
