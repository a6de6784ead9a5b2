"""Filters of lists of settings."""

from django import forms

from otklik.screens.settings.forms import DeskForm


class WordForm(DeskForm):
    """A part of a name or a code."""

    q = forms.CharField(label="Найти", required=False, max_length=100)
