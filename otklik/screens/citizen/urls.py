"""Addresses that anyone may open."""

from django.urls import path

from otklik.screens.citizen import letter, page

urlpatterns = [
    path("a/<str:token>/", page.show, name="citizen"),
    path("a/<str:token>/rate/", page.rate, name="citizen-rate"),
    path("a/<str:token>/tell/", page.tell, name="citizen-tell"),
    path("a/<str:token>/files/<int:file_id>/", page.file, name="citizen-file"),
    path("form/", letter.write, name="form"),
    path("form/topics/", letter.topics, name="form-topics"),
    path("form/borders.json", letter.shape, name="form-borders"),
    path("form/accepted/", letter.accepted, name="form-accepted"),
    path("form/sent/<str:token>/", letter.sent, name="form-sent"),
]
