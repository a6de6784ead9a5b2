"""Every address of the product."""

from django.urls import include, path

from otklik.api.rest import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("otklik.screens.urls")),
]
