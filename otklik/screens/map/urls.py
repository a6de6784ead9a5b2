"""Addresses of the map."""

from django.urls import path

from otklik.screens.map import page, served

urlpatterns = [
    path("map/", page.show, name="map"),
    path("map/panel/", page.panel, name="map-panel"),
    path("map/rows/", page.rows, name="map-rows"),
    path("map/borders.json", served.borders, name="map-borders"),
    path("map/steps.json", served.steps, name="map-steps"),
    path("map/points.json", served.points, name="map-points"),
]
