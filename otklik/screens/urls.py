"""Every page for people."""

from django.urls import include, path

from otklik.screens import entrance, files, gallery

urlpatterns = [
    path("login/", entrance.Login.as_view(), name="login"),
    path("logout/", entrance.Logout.as_view(), name="logout"),
    path("gallery/", gallery.show, name="gallery"),
    path("files/<int:file_id>/", files.show, name="attachment"),
    path("files/<int:file_id>/remove/", files.remove, name="attachment-remove"),
    path("", include("otklik.screens.citizen.urls")),
    path("settings/", include("otklik.screens.settings.urls")),
    path("", include("otklik.screens.letters.urls")),
    path("", include("otklik.screens.approver.urls")),
    path("", include("otklik.screens.groups.urls")),
    path("", include("otklik.screens.quality.urls")),
    path("", include("otklik.screens.satisfaction.urls")),
    path("", include("otklik.screens.slices.urls")),
    path("", include("otklik.screens.head.urls")),
    path("", include("otklik.screens.ranking.urls")),
    path("", include("otklik.screens.control.urls")),
    path("", include("otklik.screens.load.urls")),
    path("", include("otklik.screens.map.urls")),
    path("", include("otklik.screens.notices.urls")),
    path("", include("otklik.screens.dispatches.urls")),
    path("", include("otklik.screens.executor.urls")),
    path("", include("otklik.screens.operator.urls")),
]
