"""Sentences made of a ranking: who is surely better or worse than the mean, and why a place is so."""

from collections import Counter
from collections.abc import Mapping

from otklik.ranking.rules import PARTS, Explanation, LeagueTable, PartFigure, TopicShare
from otklik.screens.parts.tell import plural
from otklik.screens.ranking import told
from otklik.screens.ranking.lines import side

_TOLD_FROM = 0.05
"""Points below this are told as nought, and explain nothing."""


def head(table: LeagueTable) -> tuple[str, ...]:
    """Who is surely better than the mean of the league, who is surely worse, how many are neither."""
    if not table.ranked:
        return ("Мест нет: ни у кого не набралось вопросов для честного сравнения.",)
    if len(table.ranked) == 1:
        return (f"Место в этой лиге только у одного: {table.ranked[0].subject.title}. Сравнивать не с кем.",)
    good = [row.subject.title for row in table.ranked if side(row, table.mean) == "good"]
    bad = [row.subject.title for row in table.ranked if side(row, table.mean) == "bad"]
    rest = len(table.ranked) - len(good) - len(bad)
    if not good and not bad:
        return ("Никого нельзя уверенно назвать лучше или хуже среднего: различия меньше случайного разброса.",)
    found = [f"Уверенно лучше среднего: {told.listed(good)}." if good else "Уверенно лучше среднего — никто."]
    found.append(f"Уверенно хуже: {told.listed(bad)}." if bad else "Уверенно хуже — никто.")
    if rest:
        found.append(f"{'Остальных' if rest > 1 else 'Остального'} ({rest}) от среднего не отличить.")
    return tuple(found)


def whys(found: Explanation, period: str, of: int, groups: Mapping[str, str]) -> tuple[str, ...]:
    """Three sentences for someone who will argue: where the place is, which part made it, which topics and why."""
    sentences = (_where(found, period, of), _parts(found), _topics(found, groups))
    return tuple(one for one in sentences if one)


def _where(found: Explanation, period: str, of: int) -> str:
    row = found.standing
    if not row.is_ranked:
        return (
            f"Места за {period} нет — {row.why_not}. Ниже — что видно и на таком числе вопросов; сравнивать с другими "
            "по нему нельзя."
        )
    if of == 1:
        return f"За {period} место в лиге только одно, сравнивать не с кем: балл {told.score(row.score)}."
    beside = {"good": "уверенно выше", "bad": "уверенно ниже", "": "не отличить от"}[side(row, found.mean)]
    mean = f"среднего ({told.score(found.mean)})"
    places = told.places(row.place_low, row.place_high)
    return (
        f"Место {places} из {of} за {period}: балл {told.score(row.score)}, с вероятностью 90 % он между "
        f"{told.score(row.low)} и {told.score(row.high)} — {beside} {mean}."
    )


def _parts(found: Explanation) -> str:
    ordered = sorted(found.standing.parts, key=lambda one: one.points)
    worst, best = ordered[0], ordered[-1]
    told_ones = []
    if best.points > _TOLD_FROM:
        told_ones.append(f"помогает «{PARTS[best.code]}» ({told.points(best.points)}: {_own(best)})")
    if worst.points < -_TOLD_FROM:
        told_ones.append(f"мешает «{PARTS[worst.code]}» ({told.points(worst.points)}: {_own(worst)})")
    if not told_ones:
        return "Ни одна из четырёх частей балл заметно не меняет: по всем четырём всё около среднего."
    return f"Больше всего {', '.join(told_ones)}."


def _own(one: PartFigure) -> str:
    return f"{told.share(one.own)} из 100, а с такими же вопросами у других {told.share(one.expected)}"


def _topics(found: Explanation, groups: Mapping[str, str]) -> str:
    down = [one for one in sorted(found.topics, key=lambda share: share.points) if one.points < -_TOLD_FROM][:2]
    if not down:
        return "Ни одна группа тем балл заметно вниз не тянет."
    topics = ", ".join(_topic(one, groups) for one in down)
    counted = Counter(why for cost in found.costs for why in cost.why)
    often = counted.most_common(1)
    reason = (
        f"; среди самых дорогих вопросов чаще всего: {often[0][0]} ({often[0][1]} из {len(found.costs)})"
        if often
        else ""
    )
    return f"По темам вниз {'тянут' if len(down) > 1 else 'тянет'} {topics}{reason}."


def _topic(one: TopicShare, groups: Mapping[str, str]) -> str:
    noun = plural(one.n, "вопрос", "вопроса", "вопросов")
    return f"«{groups.get(one.group, one.group)}» ({told.points(one.points)}, {one.n} {noun})"
