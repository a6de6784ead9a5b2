"""Who wrote, and what they sent, letter for letter: the only tables with personal data."""

import uuid

from django.conf import settings
from django.db import models


class Citizen(models.Model):
    """An applicant; other rooms know only the opaque `key`."""

    class Kind(models.TextChoices):
        CITIZEN = "citizen", "Гражданин"
        ABROAD = "abroad", "Гражданин, живущий за рубежом"
        FOREIGN = "foreign", "Иностранный гражданин"
        STATELESS = "stateless", "Лицо без гражданства"
        ENTITY = "entity", "Юридическое лицо"
        PSEUDONYM = "pseudonym", "Псевдоним в социальной сети"

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CITIZEN)
    full_name = models.CharField(max_length=300, blank=True)
    pseudonym = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=500, blank=True)
    # How the channel knows the author: "vk:id123", "phone:+7…"; two letters with one mark are by one person.
    mark = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)


class Original(models.Model):
    """What came, byte for byte, and the text read from it before masking."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    raw = models.BinaryField()
    content_type = models.CharField(max_length=60)
    # Empty until the letter is read.
    text = models.TextField(blank=True)


class Unmasking(models.Model):
    """A person looked at personal data: who, when, whose, why."""

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    subject_key = models.UUIDField(db_index=True)
    reason = models.CharField(max_length=300)
