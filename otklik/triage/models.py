"""What the machine proposed for a question, what people decided, and how sure is sure enough."""

from django.conf import settings
from django.db import models

from otklik.appeals.models import Question
from otklik.offices.models import Body
from otklik.reference.models import Topic


class Suggestion(models.Model):
    """The machine's proposals: per head up to three [code, label, confidence], and the words that decided."""

    question = models.OneToOneField(Question, models.CASCADE, primary_key=True, related_name="+")
    model_version = models.CharField(max_length=20)
    # {"executor": [["", "…", 0.91], …], "group": [["im.05", "…", 0.91], …], "theme": …,
    #  "reasons": [["слово", 1.2], …]}
    proposals = models.JSONField()
    at = models.DateTimeField()


class Reading(models.Model):
    """The suggestion in figures: narrow rows, so that quality over a hundred thousand is counted in a blink."""

    question = models.OneToOneField(Question, models.CASCADE, primary_key=True, related_name="reading")
    at = models.DateTimeField(db_index=True)
    model_version = models.CharField(max_length=20)
    channel = models.CharField(max_length=20)
    # The likeliest group and theme with their confidence.
    group_code = models.CharField(max_length=40, blank=True)
    group_sure = models.FloatField(default=0)
    theme_code = models.CharField(max_length=40, blank=True)
    theme_sure = models.FloatField(default=0)
    # "theme" or "group": the machine decided alone, by that head; "source": the topic came with the letter;
    # empty: it was left to a person.
    decided = models.CharField(max_length=6, blank=True)


class Decision(models.Model):
    """A person's choice of a topic: training data for the next model."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_index=True)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    suggested_topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+")
    # 1-3: which suggestion was taken; null: the person chose something else.
    taken_rank = models.PositiveSmallIntegerField(null=True)
    # Which proposal of each head the choice equals: 1-3; 0: none of them; null: there is nothing to compare with.
    group_rank = models.PositiveSmallIntegerField(null=True)
    theme_rank = models.PositiveSmallIntegerField(null=True)
    model_version = models.CharField(max_length=20, blank=True)


class Threshold(models.Model):
    """From which confidence the machine decides by itself, per head; below it a person does."""

    head = models.CharField(max_length=10, unique=True)
    confidence = models.FloatField()
    source = models.CharField(max_length=300)


class Band(models.Model):
    """A band hash of a question's text: nearly the same texts share some; several workers read and write it."""

    hash = models.BigIntegerField()
    question = models.ForeignKey(Question, models.CASCADE, related_name="+", db_index=False, db_constraint=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("hash", "question"), name="band_once")]


class Spot(models.Model):
    """Where a question is, hashed with its group of topics: later ones about the same matter find it by `hash`."""

    hash = models.BigIntegerField()
    question = models.ForeignKey(Question, models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    # Null where the text names a street or a landmark without a house.
    house = models.PositiveIntegerField(null=True)
    settlement = models.CharField(max_length=11, blank=True)
    theme = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("hash", "question"), name="spot_once")]


class Likeness(models.Model):
    """A question is like an earlier one: how, how much, why; a person joins them or says they differ."""

    class Kind(models.TextChoices):
        EXACT = "exact", "Тот же текст"
        NEAR = "near", "Почти тот же текст"
        MATTER = "matter", "То же место и тема"
        AUTHOR = "author", "Тот же автор о том же"

    class Verdict(models.TextChoices):
        JOINED = "joined", "Объединены"
        DIFFERENT = "different", "Разные"

    question = models.ForeignKey(Question, models.CASCADE, related_name="+", db_index=False)
    earlier = models.ForeignKey(Question, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    # Share of common runs of words for texts, 1 for the rest.
    score = models.FloatField()
    why = models.CharField(max_length=300)
    verdict = models.CharField(max_length=9, choices=Verdict.choices, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("question", "earlier", "kind"), name="likeness_once")]


class Marking(models.Model):
    """A blind look at a question: somebody chooses a topic and sees neither the first choice nor the proposals."""

    class Kind(models.TextChoices):
        CHECK = "check", "Проверка машины"
        SECOND = "second", "Вторая разметка"

    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    # With what chance the question was drawn, 0..1: the estimate weighs the row by its inverse.
    chance = models.FloatField()
    asked_at = models.DateTimeField()
    # Who chose first, and what; null is the machine.
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    first_topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)
    # Null with `at` set: the text does not tell.
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("question", "kind"), name="marking_once")]
        indexes = [models.Index(fields=("asked_at",), name="marking_open", condition=models.Q(at=None))]


class Stake(models.Model):
    """What a choice by hand and a wrong choice of the machine cost, and how many sure ones people check; one row."""

    manual_min = models.FloatField()
    error_min = models.FloatField()
    # The chance, 0..1, with which a question that the machine decided alone is also given to a person, blind.
    check_share = models.FloatField()
    source = models.CharField(max_length=300)


class ModelVersion(models.Model):
    """A version of the topic model: where it came from, what it is worth, whether it reads now."""

    class State(models.TextChoices):
        IN_USE = "in_use", "Разбирает"
        KEPT = "kept", "Хранится"
        REFUSED = "refused", "Не принята"

    version = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=7, choices=State.choices)
    # In OTKLIK_HOME/models; empty is the shipped starter, or a file thrown away as too old (`is_starter` tells which).
    file = models.CharField(max_length=60, blank=True)
    is_starter = models.BooleanField(default=False)
    trained_at = models.DateTimeField()
    # Null is the nightly job; the starter has neither.
    trained_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # {"starter": 0, "decisions": 212}: rows it learned from, by origin; the starter's own are told in its README.
    rows = models.JSONField(default=dict)
    # {"group": {"n": 40, "accuracy": 0.8, "before": 0.75, "better": 6, "worse": 4, "chance": 0.38, …}, …}
    measures = models.JSONField(default=dict)
    parent = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    used_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("state",), condition=models.Q(state="in_use"), name="one_version_in_use")
        ]


class LabelTopic(models.Model):
    """Which topic here a label of the model means: proposed by the names, confirmed by a person, or learned."""

    class Origin(models.TextChoices):
        PROPOSED = "proposed", "Предложено"
        CONFIRMED = "confirmed", "Подтверждено"
        LEARNED = "learned", "Из решений"

    head = models.CharField(max_length=10)
    label = models.CharField(max_length=600)
    # Null with CONFIRMED: a person said that no topic here says the same.
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+")
    confidence = models.FloatField()
    origin = models.CharField(max_length=9, choices=Origin.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("head", "label"), name="label_once")]


class Opinion(models.Model):
    """What an outside language model would choose for a question that waits for a person; it decides nothing."""

    class Outcome(models.TextChoices):
        GIVEN = "given", "Выбрала тему"
        NONE = "none", "Ни одна не подходит"
        REFUSED = "refused", "Ответ не принят"

    question = models.OneToOneField(Question, models.CASCADE, primary_key=True, related_name="+")
    model = models.CharField(max_length=100)
    topic_code = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=7, choices=Outcome.choices)
    at = models.DateTimeField(db_index=True)
