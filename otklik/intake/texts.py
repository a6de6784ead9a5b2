"""A text as people wrote it: without mark-up, unseen characters and what a database can't keep."""

import html
import re

LONGEST_TEXT = 1_000_000
"""Characters; a longer text is not a letter but a file put in the wrong place, and waits in quarantine for a person."""

_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u200b\u2060\ufeff]")
# Bounded and without nesting, so that a made-up tangle costs no more than a page; html.parser took a minute on 200 KB.
_TAG = re.compile(
    r"<(?:!--.{0,500}?--|!doctype[^<>]{0,200}|(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?:[\s/][^<>]{0,2000})?)>",
    re.I | re.S,
)
_SPACES = re.compile(r"[^\S\n]+")
_SPACED_LINES = re.compile(r" ?\n ?")
_BLANK_LINES = re.compile(r"\n{3,}")
_BREAKS = frozenset({"br", "p", "div", "li", "tr", "ul", "ol", "table", "h1", "h2", "h3", "h4", "blockquote"})
_HIDDEN = frozenset({"script", "style", "title"})


def plain(written: str) -> str:
    """One line of a field: unseen characters out, spaces one, ends trimmed."""
    return " ".join(_UNSEEN.sub("", written).split())


def clean(written: str) -> str:
    """A letter's text: tags out (a break stays a line), entities read, zero bytes and halves of characters out."""
    text = _UNSEEN.sub("", written)
    if "<" in text:
        text = _without_tags(text)
    if "&" in text:
        text = html.unescape(text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _SPACES.sub(" ", text)
    if "\n" in text:
        text = _BLANK_LINES.sub("\n\n", _SPACED_LINES.sub("\n", text))
    return _UNSEEN.sub("", text).strip()


def flaw(text: str) -> str:
    """Why a cleaned text can't be a letter (Russian), or empty."""
    if not text:
        return "Текст пуст: напишите, о чём обращение, и отправьте снова."
    if len(text) > LONGEST_TEXT:
        return f"Текст длиннее {LONGEST_TEXT} знаков: похоже на вложенный файл; выпишите из него суть."
    return ""


def _without_tags(text: str) -> str:
    pieces: list[str] = []
    start, hidden = 0, ""
    for tag in _TAG.finditer(text):
        name, is_end = (tag["name"] or "").lower(), bool(tag["end"])
        if hidden and not (is_end and name == hidden):
            continue
        if not hidden:
            pieces += (text[start : tag.start()], "\n" if name in _BREAKS else "")
        hidden = name if name in _HIDDEN and not is_end else ""
        start = tag.end()
    # A hidden part that never closes would swallow the letter: better a script to read than a letter lost.
    return "".join(pieces) + text[start:]
