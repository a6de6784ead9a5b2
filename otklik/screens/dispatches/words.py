"""States of messages as people read them, and the tabs of the journal."""

from django.urls import reverse
from django.utils import timezone

from otklik.flow.leaving.dispatch_log import CANCELLED, PERSON, QUEUE, SENT, Line
from otklik.screens.parts.tell import exact, number, when
from otklik.screens.settings.pages import Cell, Link

REASONS = {
    "unsure": "Неизвестно, ушло ли",
    "failed": "Не ушло",
    "nobody": "Некому отправить",
    "hand": "Передаёт человек",
    "old": "Давно ждёт",
    "gone": "Пропало у получателя",
    "file": "Ждёт файла",
}
TO_DO = {
    "unsure": "Узнайте, получил ли автор письмо (спросите почтовую службу или автора), и отметьте. Само оно не уйдёт.",
    "failed": "Устраните причину и отправьте ещё раз или передайте другим путём.",
    "nobody": "Задайте отправителя («Настройки → Отправка ответов») — уйдёт само в течение десяти минут — или передайте"
    " другим путём.",
    "old": "Пролежало дольше срока из настроек. Прочитайте: если ещё нужно, отправьте.",
    "gone": "Ответ был виден у получателя, а теперь его там нет: узнайте, кто и почему его убрал.",
    "file": "Уйдёт с ближайшим файлом: «Отправления → Файлы».",
}
_PARTS = ((PERSON, "Ждут человека"), (QUEUE, "В очереди"), (SENT, "Ушли"), (CANCELLED, "Отозваны"))


def tabs(here: str, waiting: int) -> tuple[Link, ...]:
    """The parts of the journal and the files, with the one that is open."""
    journal = reverse("dispatches")
    named = {PERSON: f"Ждут человека: {number(waiting)}"} if waiting else {}
    parts = tuple(
        Link(named.get(part, title), f"{journal}?part={part}" if part != PERSON else journal, is_here=part == here)
        for part, title in _PARTS
    )
    return (*parts, Link("Файлы", reverse("dispatch-files"), is_here=here == "files"))


def state_cell(line: Line) -> Cell:
    """Where a message stands, why, and when it is tried next."""
    now = timezone.localtime()
    if line.reason in REASONS:
        mark = "muted" if line.reason in ("hand", "file") else "warn"
        return Cell(REASONS[line.reason], mark=mark, note=line.failure)
    if line.sent_at:
        seen = f"; видно у получателя {when(timezone.localtime(line.confirmed_at), now)}" if line.confirmed_at else ""
        return Cell("ушло", mark="good", note=f"{when(timezone.localtime(line.sent_at), now)}{seen}")
    if line.manifest_id:
        return Cell("в файле", mark="muted", note="ждёт отметки «Загружено»")
    if line.failure:
        again = timezone.localtime(line.send_after)
        return Cell(line.state.lower(), mark="warn", note=f"{line.failure}; следующая попытка {exact(again)}")
    return Cell(line.state.lower(), mark="muted")
