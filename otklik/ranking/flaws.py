"""What is wrong with a formula before it is put in force, in words."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from otklik.ranking.rules import BODY, BY_CODE, CODES, COMPONENTS, PARTS, PLACE, SUBJECTS, Formula, League, Weight

BODY_KINDS = {
    "regional": "Региональные органы", "municipal": "Муниципальные органы", "organisation": "Организации",
}  # fmt: skip
"""Bodies that answer people; the centre itself is in no league."""


def flaws(formula: Formula) -> tuple[str, ...]:
    """All that is wrong with a formula, each with what to do (Russian); empty: it can be put in force."""
    found = [*_weights(formula.parts, PARTS, "Веса частей")]
    for part, title in PARTS.items():
        known = {one.code: one.title for one in COMPONENTS if one.part == part}
        found += _weights([one for one in formula.components if one.code in known], known, f"Веса внутри «{title}»")
    if unknown := [one.code for one in formula.components if one.code not in BY_CODE]:
        found.append(f"Показателя «{unknown[0][:40]}» нет: есть {', '.join(CODES)}.")
    if not 2 <= formula.minimum <= 10_000:
        found.append(f"Наименьшее число вопросов {formula.minimum} не подходит: нужно от 2 до 10000, обычно 30.")
    if not formula.why.strip():
        found.append("Не сказано, почему формула меняется: напишите одно-два предложения для истории.")
    return (*found, *_leagues(formula.leagues))


def _weights(weights: Sequence[Weight], known: Mapping[str, str], what: str) -> list[str]:
    codes = [one.code for one in weights]
    if sorted(codes) != sorted(known):
        return [f"{what}: нужны ровно {len(known)}, по одному на каждое: {', '.join(known.values())}."]
    if wrong := [one for one in weights if not 0 <= one.percent <= 100]:
        return [f"{what}: «{known[wrong[0].code]}» — {wrong[0].percent:g} %, а вес бывает от 0 до 100."]
    whole = sum(one.percent for one in weights)
    if abs(whole - 100) > 1e-6:
        verb = "прибавьте" if whole < 100 else "уберите"
        return [f"{what} в сумме дают {whole:g} %, а нужно 100: {verb} {abs(100 - whole):g}."]
    return []


def _leagues(leagues: Sequence[League]) -> list[str]:
    codes = [one.code for one in leagues]
    if len(set(codes)) != len(codes) or not all(one.code and one.title and one.subjects in SUBJECTS for one in leagues):
        return ["У каждой лиги нужны свой код, название и кто в ней: органы или муниципалитеты."]
    kinds = [kind for one in leagues if one.subjects == BODY for kind in one.body_kinds]
    if twice := [kind for kind in kinds if kinds.count(kind) > 1]:
        return [f"Органы вида «{twice[0]}» стоят в двух лигах: оставьте в одной."]
    if missing := [title for kind, title in BODY_KINDS.items() if kind not in kinds]:
        return [f"{missing[0]} не попадают ни в одну лигу: добавьте их в лигу органов."]
    places = sorted((one for one in leagues if one.subjects == PLACE), key=lambda one: one.people_from)
    if not places:
        return []
    if places[0].people_from != 0 or places[-1].people_below is not None:
        return ["Лиги муниципалитетов должны начинаться с 0 жителей, а последняя — не иметь верхней границы."]
    for one, after in pairwise(places):
        if one.people_below != after.people_from:
            return [
                f"Между лигами «{one.title}» и «{after.title}» разрыв или нахлёст: первая кончается на "
                f"{one.people_below or 'бесконечности'}, вторая начинается с {after.people_from}: сделайте равными."
            ]
    return []
