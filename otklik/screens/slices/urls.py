"""Addresses of «Срезы», the board and the shelf of indicators."""

from django.urls import path

from otklik.screens.slices import board, catalogue, exports, listed, page, saved

urlpatterns = [
    path("slices/", page.show, name="slices"),
    path("slices/rows/", listed.show, name="slice-rows"),
    path("slices/export/<slug:form>/", exports.download, name="slice-export"),
    path("slices/keep/", saved.keep, name="slice-keep"),
    path("slices/kept/", saved.show, name="slices-kept"),
    path("slices/kept/<int:slice_id>/", saved.opened, name="slice-kept"),
    path("slices/kept/<int:slice_id>/<slug:verb>/", saved.act, name="slice-kept-act"),
    path("slices/board/", board.show, name="slices-board"),
    path("indicators/", catalogue.show, name="indicators"),
]
