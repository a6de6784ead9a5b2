"""What may stand in double braces of a form of a letter or act, and what is put there; pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
    "декабря",
)  # fmt: skip
NAMES = {
    "исходящий": "номер письма",
    "дата": "день письма словами",
    "орган": "полное имя органа",
    "орган_кратко": "краткое имя органа",
    "адресат": "кому: имя автора",
    "адрес": "почтовый адрес автора",
    "обращение": "«Уважаемая Мария Петровна!»",
    "регистрация": "номер и день регистрации обращения по 59-ФЗ; пусто у сообщений",
    "номер": "номер вопроса",
    "получено": "день, когда письмо автора пришло",
    "тема": "тема вопроса",
    "место": "место вопроса",
    "вопрос": "текст вопроса без личных данных",
    "текст": "текст ответа",
    "приложение": "перечень приложенных файлов; пусто, когда их нет",
    "должность": "должность того, кто подписывает",
    "подписант": "кто подписывает",
    "исполнитель": "кто готовил ответ",
    "вопросы": "перечень вопросов проекта акта, каждый с новой строки",
    "сколько": "сколько вопросов в проекте акта",
    "предмет": "о чём проект акта",
    "срок": "общий срок группы",
}
"""Names and what they mean; those of an act are empty in a letter and the other way round."""
INVENTED: dict[str, str] = {
    "исходящий": "15-исх/2026", "дата": "2 марта 2026 г.", "орган": "Управление дорог администрации Заречинска",
    "орган_кратко": "Управление дорог", "адресат": "Кузнецова Вера Ильинична", "адрес": "Заречинск, ул. Лесная, 14-8",
    "обращение": "Уважаемая Вера Ильинична!", "регистрация": "№ О-15/2026 от 24.02.2026", "номер": "1024",
    "получено": "24 февраля 2026 г.", "тема": "Ямы на дорогах", "место": "Заречинск, ул. Лесная",
    "вопрос": "У дома 14 по Лесной яма во всю полосу, просим отремонтировать.",
    "текст": "Яма у дома 14 по улице Лесной осмотрена 27 февраля.\n\nРемонт начнётся 10 марта и закончится 14 марта, "
    "его ведёт участок № 3 управления дорог. Ход работ можно узнать по телефону диспетчерской 2-34-56.",
    "приложение": "фото участка 27.02.2026.jpg", "должность": "Начальник управления", "подписант": "И. С. Громов",
    "исполнитель": "А. П. Осипова", "вопросы": "1. № 1024, Ямы на дорогах, ул. Лесная\n2. № 1031, Ямы на дорогах, "
    "ул. Речная", "сколько": "2", "предмет": "Ремонт дорог Заречья", "срок": "1 апреля 2026 г.",
}  # fmt: skip
"""A letter that nobody wrote, for a preview."""
_LONG = ("текст", "вопрос", "вопросы", "приложение")


@dataclass(frozen=True, slots=True)
class Values:
    """What is put into a form: words by name; a name that has none is empty."""

    words: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = sorted(set(self.words) - set(NAMES))
        if unknown:
            raise KeyError(f"names {unknown} are not in NAMES")

    def all(self) -> dict[str, str]:
        """Every name with its words."""
        return {name: _clean(self.words.get(name, "")) for name in NAMES}

    def paragraphs(self, name: str) -> Sequence[str]:
        """The paragraphs of what is long."""
        return [line.strip() for line in _clean(self.words.get(name, "")).splitlines() if line.strip()]


def is_long(name: str) -> bool:
    """Whether what is put there may have several paragraphs."""
    return name in _LONG


def day(on: date) -> str:
    """«2 марта 2026 г.»."""
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year} г."


def greeting(full_name: str) -> str:
    """«Уважаемая Вера Ильинична!» where the name has a patronymic that tells, else «Уважаемый заявитель!»."""
    words = full_name.split()
    if len(words) == 3 and (how := _respected(words[2])):
        return f"{how} {words[1]} {words[2]}!"
    return "Уважаемый заявитель!"


def initials(full_name: str) -> str:
    """«Громов Илья Сергеевич» and «Илья Сергеевич Громов» -> «И. С. Громов»; a name of another shape stays as it is.

    Of two words nobody can tell which is the surname.
    """
    words = full_name.split()
    if len(words) != 3 or "." in full_name:
        return full_name
    surname, *others = (words[2], words[0], words[1]) if _respected(words[1]) else words
    return f"{' '.join(f'{word[0]}.' for word in others)} {surname}"


def _respected(patronymic: str) -> str:
    low = patronymic.casefold()
    if low.endswith(("вна", "чна", "кызы", "инична")):
        return "Уважаемая"
    return "Уважаемый" if low.endswith(("ич", "оглы")) else ""


# What XML can't hold: a letter with one would not open.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def _clean(text: str) -> str:
    return _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
