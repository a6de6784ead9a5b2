"""A posted form read into one of the desk's acts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from otklik.flow import desk, same
from otklik.flow.desk import Act
from otklik.offices.models import Person
from otklik.offices.rules import Verb
from otklik.screens.operator.finders import BODY, TERRITORY, TOPIC, picked

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Order:
    """An act of the desk: the verb it needs, its words, how its form is read, what does it."""

    verb: Verb
    title: str
    done: str
    read: Callable[[Form], dict[str, Any]]
    do: Callable[..., Act]


def _decide(form: Form) -> dict[str, Any]:
    code = picked(TOPIC, form.get("topic", ""), form.get("topic_words", ""))
    rank = form.get("rank", "")
    return {"topic_code": code, "taken_rank": int(rank) if rank in ("1", "2", "3") else None}


def _send(form: Form) -> dict[str, Any]:
    code = picked(BODY, form.get("body", ""), form.get("body_words", ""))
    return {"body_code": code, "why": form.get("why", "").strip()[:500]}


def _place(form: Form) -> dict[str, Any]:
    code = picked(TERRITORY, form.get("territory", ""), form.get("territory_words", ""))
    return {"territory_code": code, "place": form.get("place", "").strip()[:300]}


def _reject(form: Form) -> dict[str, Any]:
    return {"reason": form.get("reason", "").strip()}


def _join(form: Form) -> dict[str, Any]:
    return {"into": _whole(form.get("into", ""))}


def _differ(form: Form) -> dict[str, Any]:
    return {"earlier": _whole(form.get("into", ""))}


def _whole(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 18 else 0


def _finish(form: Form) -> dict[str, Any]:
    return {"result": form.get("result", "").strip()}


def _retry(form: Form) -> dict[str, Any]:
    return {}


ORDERS: dict[str, Order] = {
    "decide": Order(Verb.DECIDE, "Назначить тему", "Тема выбрана", _decide, desk.decide),
    "send": Order(Verb.ROUTE, "Назначить исполнителя", "Направлено", _send, desk.send),
    "place": Order(Verb.DECIDE, "Указать место", "Место указано", _place, desk.place),
    "reject": Order(Verb.DECIDE, "Не рассматривать", "Не рассматривается", _reject, desk.reject),
    "join": Order(Verb.DECIDE, "Объединить", "Объединён", _join, same.join),
    "differ": Order(Verb.DECIDE, "Разные", "Отмечено, что это другой вопрос", _differ, same.differ),
    "finish": Order(Verb.WORK, "Закрыть", "Закрыт", _finish, desk.finish),
    "retry": Order(Verb.QUARANTINE, "Вернуть в работу", "Возвращено в работу", _retry, desk.retry),
}


def do(
    name: str, form: Form, *, question_ids: Sequence[int], versions: dict[int, int] | None, by: Person, at: datetime
) -> Act:
    """Do what a form asks of the questions.

    Raises DeskError and NotFound with what to mend (Russian); KeyError for an unknown order.
    """
    order = ORDERS[name]
    asked = order.read(form)
    if name != "retry":
        asked["versions"] = versions
    return order.do(question_ids=question_ids, by=by, at=at, **asked)
