"""Addresses of letters, imports and quarantine."""

from django.urls import path

from otklik.screens.operator import import_flaws, import_table, imports, letter, quarantine, quarantine_acts

urlpatterns = [
    path("letters/new/", letter.new, name="letter"),
    path("imports/", imports.listed, name="imports"),
    path("imports/<int:import_id>/", imports.one, name="import"),
    path("imports/<int:import_id>/progress/", imports.progress, name="import-progress"),
    path("imports/<int:import_id>/stop/", imports.stop, name="import-stop"),
    path("imports/<int:import_id>/columns/", import_table.columns, name="import-columns"),
    path("imports/<int:import_id>/store/", import_table.for_good, name="import-store"),
    path("imports/<int:import_id>/drop/", import_table.drop, name="import-drop"),
    path("imports/<int:import_id>/flaws.csv", import_flaws.download, name="import-flaws"),
    path("quarantine/", quarantine.listed, name="quarantine"),
    path("quarantine/retry/", quarantine_acts.retry, name="quarantine-retry"),
    path("quarantine/letters/<int:letter_id>/", quarantine_acts.raw, name="quarantine-raw"),
]
