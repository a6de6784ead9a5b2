"""Fields of a letter from a source's own words: trimmed, checked, cut to what is kept, with a note of what was lost."""

from datetime import datetime

from otklik.intake import dates
from otklik.intake.channel import Note
from otklik.intake.texts import plain
from otklik.reference import points

WIDTHS = {"url": 500, "source": 100, "place": 300, "topic": 400, "group": 400, "executor": 300, "territory": 200}


def line(field: str, written: str, notes: list[Note]) -> str:
    """One line of at most WIDTHS[field] characters; what is cut is noted."""
    text = plain(written) if written else ""
    width = WIDTHS.get(field, 200)
    if len(text) <= width:
        return text
    notes.append(Note(field, f"длиннее {width} знаков: взято начало"))
    return text[:width]


def url(written: str, notes: list[Note]) -> str:
    """A link that a page may show as a link; anything but http and https is left out and noted."""
    link = plain(written) if written else ""
    # A cut link leads nowhere, and javascript: in a link is somebody's program on our page.
    if not link or (link.lower().startswith(("http://", "https://")) and len(link) <= WIDTHS["url"]):
        return link
    advice = f"напишите адрес, начиная с https:// (до {WIDTHS['url']} знаков)"
    notes.append(Note("url", f"«{link[:60]}» не ссылка: {advice}"))
    return ""


def moment(field: str, written: str, notes: list[Note]) -> datetime | None:
    """The date written, or None; one that can't be read is noted."""
    text = plain(written) if written else ""
    found = dates.parse(text) if text else None
    if text and found is None:
        notes.append(Note(field, f"дата «{text[:40]}» не прочитана; {dates.ADVICE}"))
    return found


def point(latitude: str, longitude: str, both: str, notes: list[Note]) -> points.Spot | None:
    """The point of two fields, or of one that holds both; one that can't be read is left out and noted."""
    try:
        return points.spot_of(plain(latitude), plain(longitude)) or points.spot_in(plain(both))
    except points.PointError as flaw:
        notes.append(Note("point", f"{flaw}; точка не взята"))
        return None
