"""A posted form read into one of the desk's acts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from otklik.flow.alarms import escalation
from otklik.flow.answering import assigning, promised
from otklik.flow.desks import clarifying, desk, lawful, registering, same, split, terms, together, transfers
from otklik.flow.desks.desk import Act
from otklik.offices.models import Person
from otklik.offices.rules import Verb
from otklik.screens.operator import passing_forms
from otklik.screens.operator.finders import BODY, TERRITORY, TOPIC, picked

Form = Mapping[str, str]
CUT = "cut-"


@dataclass(frozen=True, slots=True)
class Order:
    """An act of the desk: the verb it needs, its words, how its form is read, what does it."""

    verb: Verb
    title: str
    done: str
    read: Callable[[Form], dict[str, Any]]
    do: Callable[..., Act]
    # What was told can't be called back, nor does it change the question.
    is_final: bool = False


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


def _said(form: Form) -> dict[str, Any]:
    return {"text": form.get("text", "").strip()}


def starts(form: Form) -> list[int]:
    """Where the questions of a letter begin, in characters, by the marks of a form: «cut-120=on»."""
    marks = (name.removeprefix(CUT) for name in form if name.startswith(CUT))
    return sorted(int(mark) for mark in marks if mark.isascii() and mark.isdigit() and len(mark) < 6)


def _split(form: Form) -> dict[str, Any]:
    return {"starts": starts(form)}


def _extend(form: Form) -> dict[str, Any]:
    return {
        "days": _whole(form.get("days", "")), "reason": form.get("reason", ""),
        "words": form.get("words", ""), "decided_by": form.get("decided_by", ""),
    }  # fmt: skip


def _promise(form: Form) -> dict[str, Any]:
    return {"day": _day(form.get("day", "")), "words": form.get("words", "")}


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _keep(form: Form) -> dict[str, Any]:
    return {**_end_promise(form), "was_in_time": form.get("in_time", "") == "on"}


def _end_promise(form: Form) -> dict[str, Any]:
    return {"clock_id": _whole(form.get("clock", "")), "words": form.get("words", "")}


def _kind(form: Form) -> dict[str, Any]:
    return {"ground": form.get("ground", ""), "words": form.get("words", "").strip()}


def _law(form: Form) -> dict[str, Any]:
    return {"check": form.get("check", ""), "text": form.get("text", "").strip()}


def _law_wrong(form: Form) -> dict[str, Any]:
    return {"check": form.get("check", ""), "why": form.get("why", "").strip()}


def _told(form: Form) -> dict[str, Any]:
    return {"words": form.get("words", "").strip()}


def _retry(form: Form) -> dict[str, Any]:
    return {}


ORDERS: dict[str, Order] = {
    "decide": Order(Verb.DECIDE, "Назначить тему", "Тема выбрана", _decide, desk.decide),
    "send": Order(Verb.ROUTE, "Назначить исполнителя", "Направлено", _send, desk.send),
    "place": Order(Verb.DECIDE, "Указать место", "Место указано", _place, desk.place),
    "reject": Order(Verb.DECIDE, "Не рассматривать", "Не рассматривается", _reject, desk.reject),
    "join": Order(Verb.DECIDE, "Объединить", "Объединён", _join, same.join),
    "differ": Order(Verb.DECIDE, "Разные", "Отмечено, что это другой вопрос", _differ, same.differ),
    "take": Order(Verb.WORK, "Взять в работу", "Взят в работу", _retry, assigning.take),
    "split": Order(Verb.DECIDE, "Разделить", "Письмо разделено на вопросы", _split, split.split),
    "ask": Order(Verb.WORK, "Спросить автора", "Вопрос автору отправлен", _said, clarifying.ask),
    "answer": Order(Verb.WORK, "Ответ получен", "Ответ автора записан", _said, clarifying.answered),
    "extend": Order(Verb.EXTEND, "Продлить ответ", "Срок продлён", _extend, terms.extend),
    "promise": Order(Verb.WORK, "Обещать дату", "Обещание взято на контроль", _promise, promised.give),
    "keep-promise": Order(Verb.WORK, "Обещание выполнено", "Обещание выполнено", _keep, promised.keep),
    "give-up-promise": Order(Verb.WORK, "Не будет выполнено", "Отмечено: не выполнено", _end_promise, promised.give_up),
    "withdraw-promise": Order(Verb.WORK, "Снять с контроля", "Обещание снято", _end_promise, promised.withdraw),
    "register": Order(Verb.DECIDE, "Зарегистрировать", "Зарегистрировано", _retry, registering.register),
    "kind": Order(Verb.DECIDE, "Сменить вид", "Вид письма изменён", _kind, registering.change_kind),
    "law": Order(Verb.DECIDE, "Применить", "Применено", _law, lawful.apply),
    "law-wrong": Order(Verb.DECIDE, "Не так", "Записано, что подсказка неверна", _law_wrong, lawful.decline),
    "remind": Order(Verb.ROUTE, "Напомнить", "Исполнителю напомнили", _told, escalation.remind, is_final=True),
    "escalate": Order(Verb.ROUTE, "Поднять выше", "Поднято выше", _told, escalation.escalate, is_final=True),
    "finish": Order(Verb.WORK, "Закрыть", "Закрыт", _finish, desk.finish),
    "hand-back": Order(Verb.WORK, "Вернуть", "Возвращено с причиной", passing_forms.hand_back, transfers.hand_back),
    "rule": Order(Verb.READ, "Решить спор", "Решение арбитра принято", passing_forms.ruling, transfers.arbitrate),
    "reopen": Order(Verb.READ, "Пересмотреть", "Спор открыт снова", passing_forms.reopening, transfers.reopen),
    "invite": Order(Verb.ROUTE, "Позвать", "Соисполнитель добавлен", passing_forms.co_executor, together.invite),
    "dismiss": Order(Verb.ROUTE, "Снять", "Соисполнитель снят", passing_forms.co_executor, together.dismiss),
    "both": Order(Verb.ROUTE, "Оба", "Направлено обоим", passing_forms.both, together.send_to_both),
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
    if name != "retry" and not order.is_final:
        asked["versions"] = versions
    return order.do(question_ids=question_ids, by=by, at=at, **asked)
