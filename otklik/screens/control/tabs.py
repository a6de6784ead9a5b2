"""The pages of control side by side."""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Tab:
    """A link among others; `is_here` on the page it leads to."""

    title: str
    href: str
    is_here: bool


PAGES = {
    "control": "Доска",
    "control-risk": "Риск просрочки",
    "control-promises": "Обещания",
    "control-calendar": "Календарь",
}


def tabs(here: str) -> tuple[Tab, ...]:
    """The pages, the one that is open marked."""
    return tuple(Tab(title, reverse(name), name == here) for name, title in PAGES.items())
