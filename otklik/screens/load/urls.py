"""Addresses of the load."""

from django.urls import path

from otklik.screens.load import page

urlpatterns = [path("load/", page.show, name="load")]
