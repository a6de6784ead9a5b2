"""What a digest says: numbers, topics, terms and links; nothing of authors and their words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from otklik.deadlines.models import Clock
from otklik.facts.models import Fact
from otklik.flow.alarms import ladder
from otklik.flow.models import Digest, Reminder
from otklik.gateways.mail import Letter
from otklik.offices import queries as offices
from otklik.reference.models import Topic

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One question in a digest."""

    number: int
    topic: str
    body: str
    term: str
    due: str
    why: str
    url: str

    def plain(self) -> str:
        return f"№ {self.number} · {self.topic} · {self.body}\n{self.term}: {self.due} · {self.why}\n{self.url}"


def written(digest: Digest) -> Letter:
    """The digest as an e-mail; of many questions only the most pressing are named."""
    reminders = _one_each(list(digest.reminders.select_related("by", "step").order_by("due_at", "pk")))
    lines = _lines(reminders[:SHOWN])
    left, person = len(reminders) - len(lines), digest.person
    late = sum(1 for reminder in reminders if reminder.due_at and reminder.due_at < digest.created_at)
    urgent = "срочно: " if digest.slot_at is None else ""
    subject = f"Отклик, {urgent}вопросов со сроком — {len(reminders)}, из них просрочено — {late}"
    return Letter(str(digest.key), person.email, subject, _text(lines, left), _html(lines, left))


def _one_each(reminders: Sequence[Reminder]) -> list[Reminder]:
    """One line a question: its nearest term."""
    found: dict[int, Reminder] = {}
    for reminder in reminders:
        found.setdefault(reminder.question_id, reminder)
    return list(found.values())


def _lines(reminders: Sequence[Reminder]) -> list[Line]:
    facts = {row.question_id: row for row in Fact.objects.filter(pk__in=[one.question_id for one in reminders])}
    codes = {fact.topic_code or fact.group_code for fact in facts.values()}
    topics = dict(Topic.objects.filter(code__in=codes).values_list("code", "name"))
    bodies = {body.id: body.label for body in offices.bodies().values()}
    return [_line(one, facts.get(one.question_id), topics, bodies) for one in reminders]


def _line(one: Reminder, fact: Fact | None, topics: Mapping[str, str], bodies: Mapping[int, str]) -> Line:
    code = (fact.topic_code or fact.group_code) if fact else ""
    return Line(
        number=one.question_id,
        topic=topics.get(code, "тема не выбрана"),
        body=bodies.get((fact.body_id if fact else None) or 0, "орган не назначен"),
        term=Clock.Kind(one.due_kind).label if one.due_kind else "Срок",
        due=_local(one.due_at),
        why=why(one),
        url=f"{settings.OTKLIK_SITE_URL}/questions/{one.question_id}/",
    )


def why(one: Reminder) -> str:
    """Why a person was told: the step, or who reminded and in what words (Russian)."""
    if one.step is not None:
        return ladder.told(one.step.side, one.step.minutes)
    if one.by is None:
        return one.words or "напоминание"
    return f"напоминает {one.by}" + (f": {one.words}" if one.words else "")


def _local(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%d.%m.%Y %H:%M") if moment else "—"


def _text(lines: Sequence[Line], left: int) -> str:
    more = [f"И ещё {left}: {_all()}"] if left else []
    return "\n\n".join([line.plain() for line in lines] + more + [_foot()])


def _html(lines: Sequence[Line], left: int) -> str:
    rows = format_html_join(
        "\n",
        '<tr><td><a href="{}">№ {}</a></td><td>{}</td><td>{}</td><td>{}<br><b>{}</b></td><td>{}</td></tr>',
        ((line.url, line.number, line.topic, line.body, line.term, line.due, line.why) for line in lines),
    )
    more = format_html('<p><a href="{}">И ещё {}</a></p>', _all(), left) if left else ""
    head = "<tr><th>Вопрос</th><th>Тема</th><th>Орган</th><th>Срок</th><th>Почему письмо</th></tr>"
    page = '<table border="1" cellpadding="6" cellspacing="0">' + head + "{}</table>{}<p>{}</p>"
    return format_html(page, rows, more, _foot())


def _all() -> str:
    return f"{settings.OTKLIK_SITE_URL}/notices/"


def _foot() -> str:
    return f"Все уведомления: {_all()}. Письмо составлено системой «Отклик», отвечать на него не нужно."
