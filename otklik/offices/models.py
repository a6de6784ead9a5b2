"""Bodies as a tree, their people, what each person may do and where."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Block(models.Model):
    """A sector block (отраслевой блок) of bodies: housing, roads, health …"""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class Body(models.Model):
    """An organ of power or an organisation that can answer people."""

    class Kind(models.TextChoices):
        CENTRE = "centre", "Центр управления"
        REGIONAL = "regional", "Региональный орган"
        MUNICIPAL = "municipal", "Муниципальный орган"
        ORGANISATION = "organisation", "Организация"

    code = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=300)
    short_name = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.REGIONAL)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    block = models.ForeignKey(Block, models.PROTECT, null=True, blank=True, related_name="+")
    # Other names under which tables of other systems know the body.
    aliases = models.JSONField(default=list, blank=True)
    # Codes of territories (ОКТМО) where the body works; an empty list is the whole region.
    territory_codes = models.JSONField(default=list, blank=True)
    # A body first met in a table waits here until a person confirms it.
    is_confirmed = models.BooleanField(default=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.short_name or self.name


class People(BaseUserManager["Person"]):
    """Makes and finds people by login."""

    def create_user(self, login: str, password: str | None = None, **fields: object) -> "Person":
        person = self.model(login=login, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Someone who works in the system; what they may do is in their grants."""

    login = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=200)
    position = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(default=True)

    objects = People()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ("full_name",)

    def __str__(self) -> str:
        return self.full_name or self.login


class Grant(models.Model):
    """A role in a scope: this person, as `role`, for a body and below, a territory and below, a topic and below."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    territory_code = models.CharField(max_length=11, blank=True)
    topic_code = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("person", "role", "territory_code", "topic_code"),
                condition=models.Q(body=None),
                name="grant_of_all_bodies_once",
            ),
            models.UniqueConstraint(
                fields=("person", "role", "body", "territory_code", "topic_code"), name="grant_once"
            ),
        ]


class SavedView(models.Model):
    """A filter of a desk that a person keeps under a name."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    desk = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=("person", "desk", "name"), name="saved_view_once")]


class Change(models.Model):
    """One change of a setting: who, when, what it was and what it became."""

    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=40)
    key = models.CharField(max_length=100)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering = ("-at", "-id")


class Absence(models.Model):
    """A person is away from `since` to `until`, both days included; what is for them goes to `deputy`."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    since = models.DateField()
    until = models.DateField()
    # Without one, what is for the person goes to the next role above.
    deputy = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ("since", "id")
        indexes = [models.Index(fields=("until",), name="absence_until")]


class CalendarKey(models.Model):
    """The secret in the address of a person's calendar; only its digest is kept."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
