"""Addresses of the journal of messages to authors."""

from django.urls import path

from otklik.screens.dispatches import acts, files, listed, one

urlpatterns = [
    path("dispatches/", listed.listed, name="dispatches"),
    path("dispatches/all/<slug:verb>/", acts.act_on_all, name="dispatches-all"),
    path("dispatches/files/", files.listed, name="dispatch-files"),
    path("dispatches/files/make/<slug:code>/", files.make, name="dispatch-files-make"),
    path("dispatches/files/<int:manifest_id>/<slug:verb>/", files.settle, name="dispatch-files-settle"),
    path("dispatches/files/<int:manifest_id>.<slug:form>", files.download, name="dispatch-files-download"),
    path("dispatches/<int:dispatch_id>/", one.show, name="dispatch"),
    path("dispatches/<int:dispatch_id>/<slug:verb>/", acts.act, name="dispatch-act"),
]
