"""Files of a question as a list shows them: previews of photos, when and how far from the place they were taken."""

import math
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from otklik.answers.models import Attachment
from otklik.appeals.models import Question
from otklik.screens.parts.tell import exact, number

_EARTH_M = 6_371_000
_ICONS = {"application/pdf": "file-text", "text/plain; charset=utf-8": "file-text"}


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file of a list."""

    id: int
    name: str
    size: str
    side: str
    is_photo: bool
    icon: str
    url: str
    small_url: str
    # «снято 12 ноября 2026, 14:05, 300 м от места вопроса»; empty where the photo does not tell.
    taken: str
    # Where to post to take it away; empty where it stays.
    remove_url: str = ""


def lines(
    attachments: Iterable[Attachment], question: Question, *, removable: Collection[int] = (),
    address: Callable[[Attachment], str] | None = None,
) -> tuple[FileLine, ...]:  # fmt: skip
    """Files as lines; those in `removable` get a button; `address` gives another way than that of who logged in."""
    return tuple(_line(one, question, one.pk in removable, (address or _address)(one)) for one in attachments)


def distance_m(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Metres between two points on a ball, degrees of WGS 84."""
    first, second = math.radians(latitude), math.radians(to_latitude)
    turn = math.radians(to_longitude - longitude)
    half = math.sin((second - first) / 2) ** 2 + math.cos(first) * math.cos(second) * math.sin(turn / 2) ** 2
    return 2 * _EARTH_M * math.asin(math.sqrt(min(1.0, half)))


def _line(one: Attachment, question: Question, may_remove: bool, url: str) -> FileLine:
    is_photo = one.content_type == "image/jpeg"
    return FileLine(
        id=one.pk, name=one.name, size=_size(one.size_bytes), side=one.side, is_photo=is_photo,
        icon=_ICONS.get(one.content_type, "file-spreadsheet" if one.name.endswith("xlsx") else "file-text"), url=url,
        small_url=f"{url}?small" if is_photo else "", taken=_taken(one, question),
        remove_url=reverse("attachment-remove", args=[one.pk]) if may_remove else "",
    )  # fmt: skip


def _address(one: Attachment) -> str:
    return reverse("attachment", args=[one.pk])


def _taken(one: Attachment, question: Question) -> str:
    told = [f"снято {exact(timezone.localtime(one.taken_at))}"] if one.taken_at else []
    points = (one.latitude, one.longitude, question.latitude, question.longitude)
    if None not in points:
        told.append(f"{_metres(distance_m(*points))} от места вопроса")  # type: ignore[arg-type]
    elif one.latitude is not None:
        told.append(f"точка {one.latitude:.5f}, {one.longitude:.5f}")
    return ", ".join(told)


def _metres(far: float) -> str:
    if far < 1000:
        return f"{max(10, round(far, -1)):.0f} м"
    return f"{far / 1000:.1f} км".replace(".", ",") if far < 100_000 else f"{number(round(far / 1000))} км"


def _size(size_bytes: int) -> str:
    if size_bytes < 1 << 20:
        return f"{max(1, round(size_bytes / 1024))} КБ"
    return f"{size_bytes / (1 << 20):.1f} МБ".replace(".", ",")
