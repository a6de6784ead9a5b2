"""An answer put together from a template and its filled fields; pure.

A template names its fields in braces: «{что_сделано}». A part in square brackets is left out where a name in it is
empty: «[Подрядчик — {подрядчик}.]».
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

KNOWN = {
    "номер": "номер вопроса",
    "место": "место, как оно записано на карточке",
    "орган": "название вашего органа",
    "дата": "сегодняшний день",
}
"""Names that are put in by themselves."""
LONGEST = 4000
MOST_FIELDS = 12
_NAME = re.compile(r"\{([^{}]*)\}")
_PART = re.compile(r"\[([^\[\]]*)\]")
_IS_NAME = re.compile(r"[а-яёa-z][а-яёa-z0-9_]{0,29}")
_BLANKS = re.compile(r"[ \t]+(?=\n|$)|(?<=\S)[ \t]{2,}")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in: its name in braces, what it is called, an example, whether the answer needs it."""

    name: str
    title: str
    hint: str = ""
    is_required: bool = True


def names(text: str) -> tuple[str, ...]:
    """The names in braces, each once, in the order of the text."""
    return tuple(dict.fromkeys(_NAME.findall(text)))


def missing(fields: Sequence[Field], filled: Mapping[str, str]) -> tuple[Field, ...]:
    """The obligatory fields that are empty."""
    return tuple(field for field in fields if field.is_required and not filled.get(field.name, "").strip())


def composed(text: str, filled: Mapping[str, str]) -> str:
    """The text with names put in; a part in brackets stays only where all its names are known."""
    values = {name: " ".join(value.split()) for name, value in filled.items()}

    def part(found: re.Match[str]) -> str:
        return found[1] if all(values.get(name) for name in names(found[1])) else ""

    whole = _NAME.sub(lambda name: values.get(name[1], ""), _PART.sub(part, text))
    lines = _BLANKS.sub("", whole).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def flaws(text: str, fields: Sequence[Field]) -> tuple[str, ...]:
    """Why a template can't be kept (Russian); empty when it can."""
    found = []
    if not text.strip():
        found.append("Текст шаблона пуст.")
    if len(text) > LONGEST:
        found.append(f"Текст длиннее {LONGEST} знаков: сократите.")
    if len(fields) > MOST_FIELDS:
        found.append(f"Полей больше {MOST_FIELDS}: заполнять столько никто не станет.")
    own = {field.name for field in fields}
    found += [f"Имя поля «{name}» не подходит: нужны русские буквы и «_», например «что_сделано»."
              for name in sorted(own) if not _IS_NAME.fullmatch(name)]  # fmt: skip
    found += [f"Поля {{{name}}} нет: добавьте его в список полей или уберите из текста."
              for name in names(text) if name not in own and name not in KNOWN]  # fmt: skip
    found += [f"Поле «{name}» в тексте не стоит: вставьте {{{name}}}." for name in sorted(own - set(names(text)))]
    if re.search(r"[{}]", _NAME.sub("", text)):
        found.append("Скобка { или } без пары: имя пишется так — {что_сделано}.")
    if re.search(r"[\[\]]", _PART.sub("", text)):
        found.append("Скобка [ или ] без пары: необязательная часть пишется так — [Подрядчик — {подрядчик}.]")
    return tuple(found)
