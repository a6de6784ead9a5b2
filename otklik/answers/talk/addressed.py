"""The name of the author in an answer: a mark in its text, filled only in what leaves to the author alone."""

import re

NAME = "{имя}"
"""«Здравствуйте, {имя}!»: the text itself holds nothing personal."""
_WITH_COMMA = re.compile(r",?\s*\{имя\}")


def addressed(text: str, name: str = "") -> str:
    """The text with the name in place of the mark; without one it greets nobody by name: «Здравствуйте!»."""
    return text.replace(NAME, name) if name else _WITH_COMMA.sub("", text)
