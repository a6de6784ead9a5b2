"""What is said of a slice beside its figures: why it is empty, what its comparison lacks."""

from collections.abc import Iterator
from datetime import date

from otklik.indicators.dimensions import DIMENSIONS
from otklik.indicators.rules import Slice
from otklik.reference.rules import territory_prefix, topic_prefix

_PREFIX = {"group": topic_prefix, "topic": topic_prefix, "place": territory_prefix, "settlement": territory_prefix}
_NESTED = (("group", "topic"), ("place", "settlement"))


def of(asked: Slice, first: date | None, *, is_empty: bool) -> tuple[str, ...]:
    """Russian sentences, the most telling first; `first`: the day of the very first fact, None where none is known."""
    return tuple(_told(asked, first, is_empty=is_empty))


def _told(asked: Slice, first: date | None, *, is_empty: bool) -> Iterator[str]:
    if is_empty:
        contradictions = list(_contradictions(asked))
        yield from contradictions
        if first and asked.period.until < first:
            yield f"За эти дни ещё ничего нет: первое письмо получено {first:%d.%m.%Y}. Выберите период позже."
        elif not contradictions:
            yield "Ничего не нашлось: расширьте период или снимите часть отборов."
    compared = asked.compared()
    if compared and first and compared.period.since < first and asked.period.until >= first:
        yield f"Период для сравнения начинается раньше первого письма ({first:%d.%m.%Y}): сравнение неполное."


def _contradictions(asked: Slice) -> Iterator[str]:
    """Filters that no row can pass, whatever there is."""
    filters = dict(asked.filters)
    for outer, inner in _NESTED:
        wide, narrow = filters.get(outer, ()), filters.get(inner, ())
        if wide and narrow and not any(_meet(outer, one, other) for one in wide for other in narrow):
            yield (
                f"Отборы «{DIMENSIONS[outer].title}» и «{DIMENSIONS[inner].title}» исключают друг друга: ничего не "
                "может подойти. Снимите один из них."
            )
    for code, values in asked.filters:
        titles = DIMENSIONS[code].titles
        if titles is not None and values and not any(value in titles for value in values):
            yield f"У разреза «{DIMENSIONS[code].title}» нет значения «{values[0][:40]}»: ничего не может подойти."
        if code in ("day", "week", "month") and values and not any(_is_within(asked, code, value) for value in values):
            yield f"Отбор «{DIMENSIONS[code].title}» лежит вне периода: ничего не может подойти. Снимите его."


def _meet(code: str, one: str, other: str) -> bool:
    """Whether something may lie below both of two topics or places."""
    if not one or not other:
        return one == other
    first, second = _PREFIX[code](one), _PREFIX[code](other)
    return first.startswith(second) or second.startswith(first)


def _is_within(asked: Slice, code: str, value: str) -> bool:
    try:
        begins = date.fromisoformat(value)
    except ValueError:
        return False
    days = {"day": 0, "week": 6, "month": 30}[code]
    return begins <= asked.period.until and begins.toordinal() + days >= asked.period.since.toordinal()
