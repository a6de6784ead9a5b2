"""The first day of an instance: reference data, the first administrator, or the whole demo region."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from otklik.answers.approval import approval_settings
from otklik.answers.lawful import law
from otklik.answers.papers import letter_templates
from otklik.answers.promised import seasons
from otklik.answers.review import check_settings
from otklik.answers.sending import ways
from otklik.answers.talk import actions as answers
from otklik.answers.talk import notices
from otklik.answers.writing import templates
from otklik.deadlines import phases
from otklik.flow.alarms import climbing, foreseeing, steps
from otklik.flow.demo import appeals, load, on_desks
from otklik.flow.demo.region import REGION_CODE
from otklik.intake import forms
from otklik.offices import actions as offices
from otklik.offices.actions import GrantDraft
from otklik.offices.models import Person
from otklik.offices.rules import ROLES
from otklik.ranking import actions as ranking
from otklik.reference import actions as reference
from otklik.reference.models import Territory
from otklik.routing import takings, transfers
from otklik.satisfaction import ratings, reopening, scripts
from otklik.triage import actions as triage


def lay_foundation(*, at: datetime) -> None:
    """Load what every region shares: topics, calendar, office hours, policies; safe to repeat."""
    reference.seed(at=at)
    triage.seed_thresholds()
    answers.seed()
    steps.seed()
    phases.seed()
    notices.seed()
    templates.seed()
    law.seed()
    approval_settings.seed()
    check_settings.seed()
    ways.seed()
    seasons.seed()
    takings.seed()
    transfers.seed()
    letter_templates.seed()
    ratings.seed()
    forms.seed(at)
    reopening.seed()
    scripts.seed()
    ranking.seed(at)


def has_people() -> bool:
    return Person.objects.exists()


def has_demo() -> bool:
    return Territory.objects.filter(code=REGION_CODE).exists()


def first_administrator(*, password: str, at: datetime) -> Person:
    """The person who makes all others."""
    return offices.save_person(
        login="admin", full_name="Администратор", position="", body_code="", email="", is_active=True,
        password=password, grants=[GrantDraft("administrator")], by=None, at=at,
    )  # fmt: skip


def found_demo(*, at: datetime, say: Callable[[str], None], days: int = 90) -> None:
    """The demo region with `days` days of life behind it; `say` is told what goes on."""
    with transaction.atomic():
        say("регион, органы, люди, правила")
        load.region(at=at)
    load.life(until=at, days=days, say=say)
    say(f"обращений по 59-ФЗ: {appeals.lay(until=at)}")
    say(f"ответов в работе и на согласовании: {on_desks.lay(until=at)}")
    notices.start_now()
    ways.seed_demo()
    climbing.look(at)
    if foreseeing.learn(at):
        say("прогноз просрочки выучен")
    say(f"рейтингов за прошедшие месяцы и недели: {len(ranking.publish_due(at))}")


def logins() -> str:
    """One login of each role of the demo region, with the password they share (Russian)."""
    found = Person.objects.filter(grants__role__isnull=False).order_by("pk").values_list("grants__role", "login")
    first: dict[str, str] = {}
    for role, login in found:
        first.setdefault(role, login)
    lines = [f"  {login:<18} {ROLES[role].title}" for role, login in first.items() if role in ROLES]
    return "\n".join((f"Вход в демонстрационный регион, пароль у всех {load.PASSWORD}:", *lines))
