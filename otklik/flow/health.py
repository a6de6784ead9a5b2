"""Signs of health: each says what was found and, where it is ill, what to do."""

import shutil
import sys
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from otklik.answers.papers import files
from otklik.answers.sending import doors
from otklik.appeals.models import Question
from otklik.facts import queries as facts
from otklik.flow.alarms import digests, reminders
from otklik.flow.leaving import dispatch_log
from otklik.gateways import mail
from otklik.intake.models import Letter
from otklik.offices.models import Grant
from otklik.offices.rules import EVERYTHING
from otklik.reference.models import CalendarDay, Topic
from otklik.triage import opinions
from otklik.triage.topics.in_use import model_in_use

LEAST_FREE_GB = 1


@dataclass(frozen=True)
class Sign:
    """One thing looked at: its title, whether it is well, what was found (Russian)."""

    title: str
    is_well: bool
    finding: str

    def told(self) -> dict[str, object]:
        return asdict(self)


def examine() -> list[Sign]:
    """Look at everything an instance needs; nothing is changed."""
    signs = [_python(), _disk(), _database()]
    if not signs[-1].is_well:
        return signs
    rest = (_topics, _calendar, _people, _model, _letters, _line, _facts, _opinions, _warnings, _sending, _files)
    return [*signs, *(look() for look in rest)]


def _python() -> Sign:
    return Sign("Python", sys.version_info >= (3, 11), ".".join(map(str, sys.version_info[:3])))


def _disk() -> Sign:
    free = shutil.disk_usage(settings.OTKLIK_HOME).free / 1e9
    finding = f"свободно {free:.1f} ГБ в {settings.OTKLIK_HOME}"
    return Sign("Место на диске", free >= LEAST_FREE_GB, finding if free >= LEAST_FREE_GB else f"{finding}: освободите")


def _database() -> Sign:
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as failure:
        return Sign("База", False, f"не отвечает ({failure}): проверьте OTKLIK_DATABASE")
    if missing:
        return Sign("База", False, f"не обновлена, шагов {len(missing)}: выполните otklik init")
    return Sign("База", True, connection.vendor)


def _topics() -> Sign:
    number = Topic.objects.count()
    return Sign("Классификатор", number > 0, f"тем {number}" if number else "пуст: выполните otklik init")


def _calendar() -> Sign:
    year = timezone.localdate().year
    there = CalendarDay.objects.filter(day__year=year).exists()
    return Sign("Календарь", there, f"{year} год есть" if there else f"{year} года нет: выполните otklik init")


def _people() -> Sign:
    there = Grant.objects.filter(role="administrator", person__is_active=True).count()
    return Sign("Администраторы", there > 0, str(there) if there else "нет: выполните otklik init")


def _model() -> Sign:
    return Sign("Модель тем", True, f"версия {model_in_use().version}")


def _letters() -> Sign:
    long_ago = timezone.now() - timedelta(minutes=5)
    stuck = Letter.objects.filter(state=Letter.State.WAITING, received_at__lt=long_ago).count()
    advice = "запустите otklik up или otklik line run --drain"
    return Sign("Письма", not stuck, f"ждут чтения больше пяти минут: {stuck}; {advice}" if stuck else "все прочитаны")


def _files() -> Sign:
    lost = files.lost(newest=200)
    advice = "верните папки files и letters из копии в OTKLIK_HOME"
    return Sign("Файлы", not lost, f"из последних 200 нет на диске: {lost}; {advice}" if lost else "на месте")


def _line() -> Sign:
    waiting = Question.objects.exclude(stage="").count()
    return Sign("Линия", True, f"вопросов на линии: {waiting}")


def _facts() -> Sign:
    return Sign("Факты", True, f"ждут обновления: {facts.stale()}")


def _opinions() -> Sign:
    title, state = "Внешняя модель", opinions.state(timezone.now())
    if state.endpoint is None:
        return Sign(title, True, "выключена; включается переменными OTKLIK_LLM_URL и OTKLIK_LLM_MODEL")
    limits, tokens = state.endpoint, f"токенов {state.tokens} из {state.endpoint.tokens_a_day}"
    spent = f"сегодня запросов {state.requests} из {limits.requests_a_day}, {tokens}"
    given, refused = state.outcomes.get("given", 0) + state.outcomes.get("none", 0), state.outcomes.get("refused", 0)
    finding = f"{limits.model} на {limits.host}: {spent}; за сутки мнений {given}, не принято ответов {refused}"
    is_well = not refused or given > refused
    return Sign(title, is_well, finding if is_well else f"{finding}: проверьте адрес, ключ и модель")


def _warnings() -> Sign:
    title, now = "Предупреждения", timezone.now()
    nobody, failed = reminders.untold(now - timedelta(days=7)), digests.failures()
    told = f"некого предупредить за неделю: {nobody}; дайте людям роли в настройках" if nobody else "все дошли до людей"
    if mail.server() is None:
        return Sign(title, True, f"{told}; почта выключена; включается переменной OTKLIK_SMTP_HOST")
    if failed:
        last = failed[0]
        why = f"не отправлено писем: {len(failed)}, последнее {last.created_at:%d.%m.%Y}: {last.failure}"
        return Sign(title, False, f"{told}; {why}; проверьте OTKLIK_SMTP_* и адреса сотрудников")
    return Sign(title, True, f"{told}; почта включена")


def _sending() -> Sign:
    title, counts = "Отправка авторам", dispatch_log.counted(EVERYTHING)
    shut = [f"{row.door}: {row.failure}" for row in doors.troubles()]
    ill = {reason: counts.get(reason, 0) for reason in ("unsure", "failed", "nobody", "gone")}
    told = f"ждут человека: {sum(counts.values())}; «Отправления» в продукте" if counts else "человека ничего не ждёт"
    if shut:
        return Sign(title, False, f"{told}; не отвечает {'; '.join(shut)}; проверьте адрес и доступ")
    return Sign(title, not any(ill.values()), told)
