"""Every page for people."""

from django.urls import include, path

from otklik.screens import entrance, gallery

urlpatterns = [
    path("login/", entrance.Login.as_view(), name="login"),
    path("logout/", entrance.Logout.as_view(), name="logout"),
    path("gallery/", gallery.show, name="gallery"),
    path("settings/", include("otklik.screens.settings.urls")),
    path("", include("otklik.screens.groups.urls")),
    path("", include("otklik.screens.quality.urls")),
    path("", include("otklik.screens.control.urls")),
    path("", include("otklik.screens.notices.urls")),
    path("", include("otklik.screens.operator.urls")),
]
