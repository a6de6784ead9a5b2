"""The same period as the indicators see it: the first word of each author, by the questions answered in it."""

from otklik.indicators.rules import Period, Slice
from otklik.screens.satisfaction.period import Asked
from otklik.screens.slices.links import slice_url

_CODES = ("satisfaction", "good_ratings", "confirmed", "response")


def address(asked: Asked) -> str:
    """The slice of these figures by month."""
    return slice_url(Slice(_CODES, ("month",), Period(asked.first, asked.last)))
