"""Addresses of the head's page and of passports."""

from django.urls import path

from otklik.screens.head import listed, page, passport, rows

urlpatterns = [
    path("head/", page.show, name="head"),
    path("head/rows/", rows.show, name="head-rows"),
    path("bodies/", listed.bodies, name="body-passports"),
    path("bodies/<slug:code>/", passport.of_body, name="body-passport"),
    path("places/", listed.places, name="place-passports"),
    path("places/<slug:code>/", passport.of_place, name="place-passport"),
]
