"""Addresses of slices and of the rows behind their figures."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from urllib.parse import quote_plus, urlencode

from django.urls import reverse

from otklik.indicators.rules import Slice


def slice_url(asked: Slice) -> str:
    """The page of a slice: its address holds all of it."""
    return f"{reverse('slices')}?{_address(asked)}"


def only_url(asked: Slice, code: str, key: str) -> str:
    """The page of the slice with one value of a dimension kept, whatever its filter was."""
    return f"{reverse('slices')}?{_without(asked, code)}&f.{code}={quote_plus(key)}"


def rows_url(asked: Slice, measure: str, keys: Sequence[str] = (), *, hits: bool = False) -> str:
    """The questions behind one figure: `keys` in the order of the slice's dimensions, none for the total.

    `hits`: only those that make the figure, else all that it stands on.
    """
    pairs = [("measure", measure), *(("k", key) for key in keys), *([("hits", "1")] if hits else [])]
    return f"{reverse('slice-rows')}?{_address(asked)}&{urlencode(pairs)}"


# A table has hundreds of links of one slice.
@lru_cache(maxsize=64)
def _address(asked: Slice) -> str:
    return asked.address()


@lru_cache(maxsize=64)
def _without(asked: Slice, code: str) -> str:
    return replace(asked, filters=tuple(pair for pair in asked.filters if pair[0] != code)).address()
