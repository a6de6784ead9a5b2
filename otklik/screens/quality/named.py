"""Names of topics by code, asked for once a page."""

from collections.abc import Iterable

from otklik.reference.models import Topic


def topics(codes: Iterable[str]) -> dict[str, str]:
    """What the codes are called, without the mark of «Инцидент Менеджмент»; the newer edition names it."""
    found = Topic.objects.filter(code__in={code for code in codes if code}).order_by("edition__valid_from")
    return {code: name.removeprefix("★").strip() for code, name in found.values_list("code", "name")}
