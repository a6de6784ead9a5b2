"""A text that can't be read: letters of no language, a broken encoding, marks in place of words."""

import re

from otklik.answers.lawful.dossier import Check, Dossier, Seen

_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_WORD = re.compile(r"[а-яё]{2,}", re.IGNORECASE)
_VOWEL = re.compile(r"[аеёиоуыэюя]", re.IGNORECASE)
_BROKEN = re.compile(r"�|[ÐÑÃ][\x80-\xbf‚-™ -ÿ]|(?:[РС][\u0400-\u040f\u2018-\u203aЃѓ°±µ¶·]){2}")
_LOST = re.compile(r"\?{2,}")
_LEAST = 0.5


def _look(dossier: Dossier) -> Seen | None:
    text = dossier.text
    if broken := _BROKEN.search(text):
        return Seen((text[broken.start() : broken.end() + 12],), "похоже на сбитую кодировку")
    signs = sum(not sign.isspace() for sign in text)
    if not signs:
        return Seen(remark="текста нет")
    words = _WORD.findall(text)
    if not words and _LOST.search(text):
        return Seen((text.strip()[:40],), "вместо букв знаки вопроса")
    if len(_CYRILLIC.findall(text)) < _LEAST * signs and not words:
        return Seen((text.strip()[:40],), "русских слов нет")
    spoken = [word for word in words if _VOWEL.search(word)]
    if words and len(spoken) < _LEAST * len(words):
        return Seen((text.strip()[:40],), "слова не читаются")
    return None


CHECK = Check(
    code="unreadable",
    title="Текст не прочитать",
    why="Ответ не даётся; если фамилия и адрес читаются, автору сообщают",
    outcome="unreadable",
    act="reject",
    look=_look,
)
