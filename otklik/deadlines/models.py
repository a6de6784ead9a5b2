"""Clocks: by when each milestone of a question is owed, when they stood, and each time they were counted anew."""

from django.conf import settings
from django.db import models

from otklik.appeals.models import Appeal, Question
from otklik.offices.models import Body
from otklik.reference.models import Milestone, OfficeHours, Policy


class Clock(models.Model):
    """One milestone of one question, counted from `started_at` by a version of a policy; a promise has no policy."""

    class Kind(models.TextChoices):
        REGISTRATION = "registration", "Регистрация"
        FORWARDING = "forwarding", "Пересылка"
        REACTION = "reaction", "Первая реакция"
        ANSWER = "answer", "Ответ"
        SOLUTION = "solution", "Решение"
        PROMISE = "promise", "Обещание"

    question = models.ForeignKey(Question, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    # A question may have several promises, of the rest one each.
    ordinal = models.PositiveSmallIntegerField(default=1)
    policy = models.ForeignKey(Policy, models.PROTECT, null=True, related_name="+", db_index=False)
    amount = models.PositiveSmallIntegerField(default=0)
    unit = models.CharField(max_length=14, choices=Milestone.Unit.choices, blank=True)
    # The body's own office hours by which it is counted; null: those of the policy.
    hours = models.ForeignKey(OfficeHours, models.PROTECT, null=True, related_name="+", db_index=False)
    # Calendar days by which the term was extended.
    extra_days = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # From when on the term is at risk.
    warn_at = models.DateTimeField()
    # Since when it stands; `due_at` is then as it was, and is counted anew when it runs again.
    paused_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("question", "kind", "ordinal"), name="clock_ordinal_once")]
        indexes = [models.Index(fields=("id",), name="clock_open", condition=models.Q(done_at=None))]


class BodyHours(models.Model):
    """A body that works by hours of its own: its clocks are counted by them where the policy counts office time."""

    body = models.OneToOneField(Body, models.CASCADE, primary_key=True, related_name="+")
    hours = models.ForeignKey(OfficeHours, models.PROTECT, related_name="+")


class Pause(models.Model):
    """A span in which a clock stood; the spans between are those in which it ran."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="pauses")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300)

    class Meta:
        ordering = ("started_at", "id")


class Recount(models.Model):
    """A clock was counted anew: what it was, what it became, why, by whom (null is the machine)."""

    class Cause(models.TextChoices):
        RESUMED = "resumed", "Снова идёт"
        EXTENDED = "extended", "Продлён"
        CALENDAR = "calendar", "Изменён календарь"
        UNDONE = "undone", "Действие отменено"

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="recounts")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    cause = models.CharField(max_length=8, choices=Cause.choices)
    before = models.DateTimeField()
    after = models.DateTimeField()
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("at", "id")


class RecountJob(models.Model):
    """A recount of all open clocks: who asked for it and why, how far it went, how many moved; a log row for ever."""

    asked_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    why = models.CharField(max_length=500)
    # The last clock of the last batch: killed, the job goes on behind it.
    last_clock = models.BigIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-pk",)


class Forecast(models.Model):
    """A model of lateness with its proof on the latest terms, beside what the time left alone tells."""

    trained_at = models.DateTimeField()
    model = models.JSONField()
    terms = models.PositiveIntegerField()
    seen = models.PositiveIntegerField()
    proved_since = models.DateTimeField()
    brier = models.FloatField()
    brier_time_alone = models.FloatField()
    # Expected error of the chances, 0..1.
    ece = models.FloatField()
    # [[terms, mean forecast, share late], …] by tenths of the forecast.
    calibration = models.JSONField(default=list)
    # Only a model that beats the time left is in use.
    is_better = models.BooleanField()


class Risk(models.Model):
    """How likely the answer of a question is to be late, by the forecast in use, and what speaks for it."""

    clock = models.OneToOneField(Clock, models.CASCADE, primary_key=True, related_name="+")
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    chance = models.FloatField(db_index=True)
    # [[feature, weight in the logit, value], …], the strongest first.
    reasons = models.JSONField(default=list)
    due_at = models.DateTimeField()
    at = models.DateTimeField()


class RiskLimit(models.Model):
    """From which chance of being late a term is shown as at risk; one row, the latest counts."""

    chance = models.FloatField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ("-at", "-id")


class UsualLoad(models.Model):
    """How many answers a body usually owes at once, by the last half-year."""

    body = models.OneToOneField(Body, models.CASCADE, primary_key=True, related_name="+")
    usual = models.FloatField()
    at = models.DateTimeField()


class Passage(models.Model):
    """A question came to a phase or to another body in it; the next passage of the question ends this one."""

    class Phase(models.TextChoices):
        MODERATION = "moderation", "Модерация"
        COORDINATION = "coordination", "Координация"
        EXECUTION = "execution", "Исполнение"
        APPROVAL = "approval", "Согласование и утверждение"
        ENDED = "ended", "Завершён"

    question = models.ForeignKey(Question, models.CASCADE, related_name="+", db_constraint=False)
    phase = models.CharField(max_length=12, choices=Phase.choices)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False)
    at = models.DateTimeField()
    # Whose act brought it there; null is the machine.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    # By when the phase is to end, where a term of it is known.
    due_at = models.DateTimeField(null=True)


class PhaseTerm(models.Model):
    """How long one phase may last, by the kind of letter and the channel; without an amount no term is known."""

    legal_kind = models.CharField(max_length=8, choices=Appeal.LegalKind.choices)
    # Empty is any channel.
    channel = models.CharField(max_length=20, blank=True)
    phase = models.CharField(max_length=12, choices=Passage.Phase.choices)
    amount = models.PositiveSmallIntegerField(null=True)
    unit = models.CharField(max_length=14, choices=Milestone.Unit.choices, blank=True)
    hours = models.ForeignKey(OfficeHours, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("legal_kind", "channel", "phase"), name="phase_term_once")]


class WithdrawnClock(models.Model):
    """A clock that no longer runs because the legal kind of its letter was changed: what it was, and why it went."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Clock.Kind.choices)
    policy = models.ForeignKey(Policy, models.PROTECT, null=True, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    why = models.CharField(max_length=500)
