"""Addresses of interdepartmental groups and of the disputes between bodies."""

from django.urls import path

from otklik.screens.groups import disputes, listed, one

urlpatterns = [
    path("groups/", listed.show, name="groups"),
    path("groups/new/", listed.add, name="group-new"),
    path("groups/<int:group_id>/", one.show, name="group"),
    path("groups/<int:group_id>/change/", listed.change, name="group-change"),
    path("groups/<int:group_id>/<slug:verb>/", one.act, name="group-act"),
    path("disputes/", disputes.show, name="disputes"),
]
