"""Addresses of «Рейтинг»."""

from django.urls import path

from otklik.screens.ranking import board, export, formula, formula_edit, one

urlpatterns = [
    path("ranking/", board.show, name="ranking"),
    path("ranking/formula/", formula.show, name="ranking-formula"),
    path("ranking/formula/edit/", formula_edit.edit, name="ranking-formula-edit"),
    path("ranking/export/<slug:form>/", export.download, name="ranking-export"),
    path("ranking/<slug:kind>/<slug:code>/", one.show, name="ranking-one"),
]
