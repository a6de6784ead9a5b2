"""A text from which nobody can tell what is asked: a word or two, a greeting, one thing said over and over."""

import re

from otklik.answers.lawful.dossier import Check, Dossier, Seen

_WORD = re.compile(r"[а-яё]{2,}", re.IGNORECASE)
_VOWEL = re.compile(r"[аеёиоуыэюя]", re.IGNORECASE)
_GREETINGS = ("здравствуйте", "привет", "добрый", "доброе", "день", "вечер", "утро", "спасибо", "пожалуйста", "алло")
_ASKING = ("прошу", "помогите", "как", "дела", "что", "почему", "когда", "где", "кто", "так", "ну", "же", "ау")
_FILLING = ("да", "нет", "ок", "это", "вот", "просто", "тест", "проверка", "вы", "мы", "он", "она", "они")
_EMPTY = frozenset((*_GREETINGS, *_ASKING, *_FILLING))
_FEW = 2


def _look(dossier: Dossier) -> Seen | None:
    words = [word.lower() for word in _WORD.findall(dossier.text) if _VOWEL.search(word)]
    telling = set(words) - _EMPTY
    if words and not telling:
        return Seen((dossier.text.strip()[:60],), "ни одного слова о деле")
    if len(words) >= 6 and len(telling) <= _FEW:
        return Seen((dossier.text.strip()[:60],), "одно и то же повторено")
    return None


CHECK = Check(
    code="senseless",
    title="Суть не определить",
    why="Ответ не даётся, автору сообщают; сначала лучше спросить его",
    outcome="senseless",
    act="reject",
    look=_look,
)
