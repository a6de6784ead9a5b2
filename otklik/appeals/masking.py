"""x"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Masked:
    text: str
    spans: tuple = ()


def mask(text):
    return Masked(text)
