"""Time, numbers and words as people say them."""

from datetime import datetime, timedelta

THIN_SPACE = "\u202f"
_MONTHS = ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_OF_MONTH = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
    "декабря",
)  # fmt: skip
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def number(amount: int) -> str:
    """12345 -> «12 345», with thin spaces."""
    return f"{amount:,}".replace(",", THIN_SPACE)


def plural(amount: int, one: str, few: str, many: str) -> str:
    """The form of a noun after a number: 1 вопрос, 2 вопроса, 5 вопросов."""
    tens, units = amount % 100, amount % 10
    if units == 1 and tens != 11:
        return one
    if 2 <= units <= 4 and not 12 <= tens <= 14:
        return few
    return many


_TERMS = {
    "hours": ("час", "часа", "часов"),
    "working_hours": ("рабочий час", "рабочих часа", "рабочих часов"),
    "working_days": ("рабочий день", "рабочих дня", "рабочих дней"),
    "calendar_days": ("день", "дня", "дней"),
}


def term(amount: int, unit: str) -> str:
    """A term in words: «4 рабочих часа», «1 рабочий день»; `unit` as in milestones."""
    return f"{number(amount)} {plural(amount, *_TERMS[unit])}"


def span(seconds: float) -> str:
    """A length of time in its largest whole unit: «5 мин», «3 ч», «2 дня»."""
    if seconds < _MINUTE:
        return "минуту"
    if seconds < _HOUR:
        return f"{int(seconds // _MINUTE)} мин"
    if seconds < _DAY:
        return f"{int(seconds // _HOUR)} ч"
    days = int(seconds // _DAY)
    return f"{number(days)} {plural(days, 'день', 'дня', 'дней')}"


def time_left(due: datetime, now: datetime) -> str:
    """«через 3 ч», or «просрочено на 2 дня» when `due` is past."""
    seconds = (due - now).total_seconds()
    return f"через {span(seconds)}" if seconds >= 0 else f"просрочено на {span(-seconds)}"


def when(moment: datetime, now: datetime) -> str:
    """«5 мин назад», «сегодня 9:05», «вчера 18:40», «3 мар 12:00», «3 мар 2024»; both in one time zone."""
    passed = (now - moment).total_seconds()
    if 0 <= passed < _HOUR:
        return "только что" if passed < _MINUTE else f"{span(passed)} назад"
    clock = f"{moment:%H:%M}"
    near = {now.date(): "сегодня", now.date() - timedelta(days=1): "вчера", now.date() + timedelta(days=1): "завтра"}
    if day := near.get(moment.date()):
        return f"{day} {clock}"
    date = f"{moment.day} {_MONTHS[moment.month - 1]}"
    return f"{date} {clock}" if moment.year == now.year else f"{date} {moment.year}"


def exact(moment: datetime) -> str:
    """«4 марта 2026, 17:00»."""
    return f"{moment.day} {_OF_MONTH[moment.month - 1]} {moment.year}, {moment:%H:%M}"


def day_of(moment: datetime) -> str:
    """«4 марта 2026»."""
    return f"{moment.day} {_OF_MONTH[moment.month - 1]} {moment.year}"
