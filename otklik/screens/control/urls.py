"""Addresses of control."""

from django.urls import path

from otklik.screens.control import acts, board, calendar, promises, risk

urlpatterns = [
    path("control/", board.show, name="control"),
    path("control/act/", acts.act, name="control-act"),
    path("control/risk/", risk.show, name="control-risk"),
    path("control/risk/limit/", risk.limit, name="control-risk-limit"),
    path("control/promises/", promises.show, name="control-promises"),
    path("control/promises/act/", promises.act, name="control-promises-act"),
    path("control/calendar/", calendar.show, name="control-calendar"),
    path("control/calendar/renew/", calendar.renew, name="control-calendar-renew"),
    path("control/calendar/<slug:token>.ics", calendar.feed, name="control-ics"),
]
