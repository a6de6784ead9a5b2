"""Events as lines that a person reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from otklik.appeals.models import Event
from otklik.offices import queries as offices
from otklik.reference.models import Territory, Topic

TITLES = {
    "accepted": "Принято",
    "suggested": "Прочитано машиной",
    "decided": "Тема выбрана",
    "routed": "Направлено",
    "clock_started": "Срок поставлен",
    "placed": "Место указано",
    "rejected": "Не рассматривается",
    "quarantined": "Отложено в карантин",
    "retried": "Возвращено из карантина",
    "closed": "Закрыт",
    "joined": "Объединён с вопросом",
    "differs": "Не то же самое",
    "split": "Письмо разделено",
    "waits": "Ждёт человека",
    "taken": "Взят в работу",
    "put_back": "Возвращён в очередь органа",
    "passed": "Передан коллеге",
    "drafted": "Начат черновик ответа",
    "contribution_asked": "Попросили часть ответа",
    "contribution_given": "Соисполнитель дал часть ответа",
    "contribution_dropped": "Часть ответа больше не нужна",
    "asked": "Спросили автора",
    "author_answered": "Автор ответил",
    "author_silent": "Автор не ответил",
    "extended": "Срок продлён",
    "promised": "Обещано автору",
    "promise_kept": "Обещание выполнено",
    "promise_broken": "Обещание не выполнено",
    "promise_withdrawn": "Обещание снято с контроля",
    "handed_back": "Возвращено органом",
    "dispute_reopened": "Решение арбитра пересматривается",
    "co_added": "Добавлен соисполнитель",
    "co_removed": "Соисполнитель снят",
    "registered": "Зарегистрировано",
    "kind_changed": "Вид письма изменён",
    "law": "59-ФЗ",
    "warned": "Предупреждены о сроке",
    "reminded": "Напоминание",
    "escalated": "Поднято выше",
    "submitted": "Ответ отправлен на согласование",
    "approved": "Ответ согласован",
    "returned": "Ответ возвращён на доработку",
    "published": "Ответ опубликован",
    "published_interim": "Промежуточный ответ опубликован",
    "recalled": "Ответ отозван",
    "answer_dropped": "Ответ не отправлен",
    "rated": "Автор оценил ответ",
    "reopened": "Открыт снова",
    "link_revoked": "Ссылка автора отозвана",
    "link_renewed": "Выдана новая ссылка автору",
    "sent": "Отправлено автору",
    "sent_again": "Отправляется ещё раз",
    "not_sent": "Не отправлено",
    "sent_gone": "Пропало у получателя",
    "undone": "Действие отменено",
    "unmasked": "Показаны личные данные",
    "file_added": "Приложен файл",
    "file_removed": "Файл убран",
    "letter_made": "Исходящее письмо",
    "letter_annulled": "Исходящее письмо аннулировано",
}
# What people were told changes nothing: an act before it can still be undone.
MENTIONS = (
    "reminded", "escalated", "drafted", "file_added", "file_removed", "letter_made", "letter_annulled", "link_revoked",
    "link_renewed",
)  # fmt: skip
# What the author said of an answer can't be unsaid by undoing what came before.
VERDICTS = ("rated", "reopened")
# What nobody of the centre did is an author's act here, else the machine's.
BY_AUTHORS = ("rated", "author_answered")

_OF_BODIES = (
    "routed", "handed_back", "co_added", "co_removed", "contribution_asked", "contribution_given",
    "contribution_dropped",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One event: when, who («машина» or «автор» where nobody of the centre), what happened, its detail and reason.

    `act` is the number of the act where it is a person's latest and can be undone, else empty.
    """

    at: datetime
    who: str
    title: str
    detail: str
    why: str
    by_id: int | None = None
    act: str = ""


def told(events: Sequence[Event]) -> tuple[TimelineLine, ...]:
    """The lines of a timeline, in the order of `events`."""
    told_of = {person for event in events for person in event.what.get("people", ())}
    names = offices.names_of_people({event.by_id for event in events if event.by_id} | told_of)
    words = _words(events)
    people = [event for event in events if (event.by_id and event.kind not in MENTIONS) or event.kind in VERDICTS]
    latest = people[-1] if people else None
    return tuple(
        TimelineLine(
            at=event.at,
            who=names.get(event.by_id or 0, "автор" if event.kind in BY_AUTHORS else "машина"),
            title=TITLES.get(event.kind, event.kind),
            detail=_detail(event, words) or ", ".join(names.get(one, "") for one in event.what.get("people", ())),
            why=event.why,
            by_id=event.by_id,
            act=str(event.act) if event is latest and event.act and "before" in event.what else "",
        )
        for event in events
    )


@dataclass(frozen=True, slots=True)
class _Words:
    topics: dict[str, str]
    topic_ids: dict[int, str]
    territories: dict[str, str]
    bodies: dict[str, str]


def _words(events: Sequence[Event]) -> _Words:
    whats = [event.what for event in events]
    codes = {what["topic"] for what in whats if isinstance(what.get("topic"), str)}
    numbers = {what["topic"] for what in whats if isinstance(what.get("topic"), int)}
    places = {what["territory"] for what in whats if what.get("territory")}
    return _Words(
        topics=dict(Topic.objects.filter(code__in=codes).values_list("code", "name")),
        topic_ids=dict(Topic.objects.filter(pk__in=numbers).values_list("pk", "name")),
        territories=dict(Territory.objects.filter(code__in=places).values_list("code", "name")),
        bodies={body.code: body.label for body in offices.bodies().values()},
    )


def _detail(event: Event, words: _Words) -> str:
    what = event.what
    match event.kind:
        case "suggested":
            return _read_by_machine(what, words)
        case "decided":
            return words.topics.get(what.get("topic", ""), "")
        case kind if kind in _OF_BODIES:
            body = words.bodies.get(what.get("body", ""), what.get("body", ""))
            return f"{body}, решение арбитра" if what.get("by") == "arbiter" else body
        case "joined" | "differs":
            return f"№ {what.get('into') or what.get('from')}"
        case "split":
            return f"выделен из вопроса № {what['from']}" if "from" in what else f"вопросов: {what.get('parts')}"
        case "placed":
            return words.territories.get(what.get("territory", ""), "")
        case _:
            return str(what.get("text", ""))


def _read_by_machine(what: dict[str, object], words: _Words) -> str:
    topic = what.get("topic")
    if not isinstance(topic, int):
        return "решает человек"
    name = words.topic_ids.get(topic, "")
    return f"тема из источника: {name}" if what.get("by") == "source" else name
