"""Addresses of notices, of the log of escalations and of one's own absence."""

from django.urls import path

from otklik.screens.notices import absence, journal, mine

urlpatterns = [
    path("notices/", mine.listed, name="notices"),
    path("notices/read/", mine.read_all, name="notices_read"),
    path("notices/<int:notice_id>/read/", mine.read, name="notice_read"),
    path("notices/log/", journal.listed, name="notices_log"),
    path("notices/absence/", absence.edit, name="absence"),
    path("notices/absence/<int:absence_id>/drop/", absence.drop, name="absence_drop"),
]
