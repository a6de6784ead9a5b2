"""Addresses of outgoing letters."""

from django.urls import path

from otklik.screens.letters import acts, export, listed, new, one

urlpatterns = [
    path("outgoing/", listed.show, name="outgoing"),
    path("outgoing/export/", export.download, name="outgoing-export"),
    path("outgoing/new/<int:question_id>/", new.show, name="outgoing-new"),
    path("outgoing/act/<int:question_id>/", acts.of_question, name="outgoing-act"),
    path("outgoing/act/group/<int:group_id>/", acts.of_group, name="outgoing-act-group"),
    path("outgoing/<int:letter_no>/", one.show, name="outgoing-letter"),
    path("outgoing/<int:letter_no>/annul/", one.annul, name="outgoing-annul"),
    path("outgoing/<int:letter_no>/<slug:form>/", one.download, name="outgoing-file"),
]
