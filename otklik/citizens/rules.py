"""How an author is recognised, and how little of them is shown."""

import re
from dataclasses import dataclass

KINDS = ("citizen", "abroad", "foreign", "stateless", "entity", "pseudonym")

_SCHEME = re.compile(r"^https?://(?:www\.|m\.)?")
_DIGITS = re.compile(r"\D+")


@dataclass(frozen=True, slots=True)
class AuthorSeen:
    """An author as a channel saw them; `mark` is how the channel knows them, empty where it does not."""

    kind: str = "citizen"
    full_name: str = ""
    pseudonym: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    mark: str = ""


def phone_number(written: str) -> str:
    """A Russian phone as +7 and ten digits; any other number as its digits; empty where there are too few."""
    digits = _DIGITS.sub("", written)
    if len(digits) == 11 and digits[0] in "78":
        return f"+7{digits[1:]}"
    if len(digits) == 10:
        return f"+7{digits}"
    return f"+{digits}" if 6 <= len(digits) <= 15 else ""


def mark(*, outside_id: str = "", url: str = "", phone: str = "", email: str = "") -> str:
    """By what two letters are known to be by one person; empty where a name alone is given.

    A name is not enough: strangers share names, and joining them would show one's letters under the other.
    """
    if outside_id:
        return f"id:{outside_id}"[:150]
    if url:
        return "url:" + _SCHEME.sub("", url.strip().lower()).rstrip("/")[:190]
    if number := phone_number(phone):
        return f"phone:{number}"
    return f"email:{email.strip().lower()}"[:200] if "@" in email else ""


def initials(full_name: str, pseudonym: str) -> str:
    """What a list may show of a person: initials of the name, or the first letter of the pseudonym."""
    if full_name:
        return " ".join(f"{word[0].upper()}." for word in full_name.split()[:3])
    return f"{pseudonym[0]}…" if pseudonym else "без имени"


def call_name(full_name: str) -> str:
    """How a letter greets a person: «Ильина Мария Петровна» -> «Мария Петровна»; empty where it can't be told."""
    words = full_name.split()
    is_told = len(words) in (2, 3) and all(word.replace("-", "").isalpha() and len(word) > 1 for word in words)
    return " ".join(words[1:]) if is_told else ""
