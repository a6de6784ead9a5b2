"""Addresses of «Удовлетворённость»."""

from django.urls import path

from otklik.screens.satisfaction import call, listed, one, overview, survey_form, surveys

urlpatterns = [
    path("satisfaction/", overview.show, name="satisfaction"),
    path("satisfaction/rows/", listed.show, name="satisfaction_rows"),
    path("satisfaction/surveys/", surveys.listed, name="surveys"),
    path("satisfaction/surveys/new/", survey_form.add, name="survey_new"),
    path("satisfaction/surveys/<int:survey_id>/", surveys.show, name="survey"),
    path("satisfaction/surveys/<int:survey_id>/end/", surveys.end, name="survey_end"),
    path("satisfaction/surveys/<int:survey_id>/next/", call.take, name="survey_next"),
    path("satisfaction/talks/<int:talk_id>/", call.talk, name="talk"),
    path("satisfaction/talks/<int:talk_id>/phone/", call.phone, name="talk_phone"),
    path("satisfaction/talks/<int:talk_id>/<slug:verb>/", call.act, name="talk_act"),
    path("questions/<int:question_id>/verdicts/", one.show, name="verdicts"),
    path("questions/<int:question_id>/verdicts/link/", one.change_link, name="verdicts_link"),
]
