"""Texts to authors with names in braces, which are filled in when a text is sent; pure."""

import re
from collections.abc import Mapping

from otklik.appeals.masking import mask

NAMES = {
    "номер": "номер вопроса",
    "дата": "сегодняшний день",
    "этап": "название этапа",
    "орган": "кто исполняет",
    "срок": "до какого дня ждать ответа",
    "регистрация": "номер и день регистрации обращения",
    "основание": "статья закона",
}
"""What may stand in braces, and what is put there."""
UNKNOWN = {
    "орган": "исполнитель определяется",
    "срок": "дня, который назовёт исполнитель",
    "регистрация": "ещё не зарегистрировано",
}
INVENTED = {
    "номер": "1024", "дата": "02.03.2026", "этап": "исполнение", "орган": "Управление дорог Заречинска",
    "срок": "01.04.2026", "регистрация": "№ О-15/2026 от 02.03.2026", "основание": "59-ФЗ, ст. 8 ч. 3",
}  # fmt: skip
"""A letter that nobody wrote, for a preview."""
LONGEST = 2000
_NAME = re.compile(r"\{([^{}]*)\}")


def flaws(text: str) -> tuple[str, ...]:
    """Why a text can't be sent to authors (Russian); empty when it can."""
    found = []
    if not text.strip():
        found.append("Текст пуст: напишите, что узнает автор.")
    if len(text) > LONGEST:
        found.append(f"Текст длиннее {LONGEST} знаков: сократите.")
    known = ", ".join(f"{{{name}}}" for name in NAMES)
    unknown = dict.fromkeys(name for name in _NAME.findall(text) if name not in NAMES)
    found += [f"Имени {{{name}}} нет; есть {known}." for name in unknown]
    if re.search(r"[{}]", _NAME.sub("", text)):
        found.append("Скобка { или } без пары: имя пишется так — {номер}.")
    if spans := mask(text).spans:
        found.append(f"В тексте есть личные данные («{text[spans[0].start : spans[0].end]}»): уберите их.")
    return tuple(found)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with names put in; what is not known is said in words. `text` must have no flaws."""
    known = {**UNKNOWN, **{name: value for name, value in values.items() if value}}
    return _NAME.sub(lambda name: known.get(name[1], ""), text)
