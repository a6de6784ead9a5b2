"""Shares and means as these pages tell them."""

from otklik.satisfaction.intervals import Share

FEW = 30
"""Below so many the interval says more than the share."""


def share(one: Share) -> str:
    """«71 % (64–77)»; empty where nobody spoke."""
    return f"{plain(one.share)} {bounds(one)}" if one.n else ""


def bounds(one: Share) -> str:
    """«(64–77)»; empty where nobody spoke."""
    return f"({_percent(one.low)}–{_percent(one.high)})" if one.n else ""


def plain(part: float | None) -> str:
    """«71 %»; below ten with one digit; empty for None."""
    if part is None:
        return ""
    return f"{_percent(part)} %"


def mean(stars: float | None) -> str:
    """«3,6»; empty for None."""
    return "" if stars is None else f"{stars:.1f}".replace(".", ",")


def _percent(part: float) -> str:
    whole = 100 * part
    return f"{whole:.1f}".replace(".", ",") if 0 < whole < 9.95 else f"{whole:.0f}"
