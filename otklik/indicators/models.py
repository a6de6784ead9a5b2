"""Slices that people keep under a name, share, and lay on their boards."""

from django.db import models

from otklik.offices.models import Person


class SavedSlice(models.Model):
    """A slice under a name: its whole address."""

    owner = models.ForeignKey(Person, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=4000)
    # So many days up to today whenever it is opened; null: the days of its address.
    rolling_days = models.PositiveSmallIntegerField(null=True)
    # A code of offices.rules.ROLES, "*" for all who may analyse, empty for nobody else.
    shared_with = models.CharField(max_length=20, blank=True, db_index=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "id")
        constraints = [models.UniqueConstraint(fields=("owner", "name"), name="saved_slice_once")]

    def __str__(self) -> str:
        return self.name


class BoardTile(models.Model):
    """A kept slice on a person's board."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    slice = models.ForeignKey(SavedSlice, models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position", "id")
        constraints = [models.UniqueConstraint(fields=("person", "slice"), name="board_tile_once")]
