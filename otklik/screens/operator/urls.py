"""Addresses of the feed and the card."""

from django.urls import include, path

from otklik.screens.operator import acts, alarm, bulk, card, feed, finders, reveal, saved, similar, split

urlpatterns = [
    path("", feed.show, name="feed"),
    path("feed/rows/", feed.more, name="feed-rows"),
    path("feed/newer/", feed.newer, name="feed-newer"),
    path("feed/alarm/", alarm.show, name="feed-alarm"),
    path("feed/filter/", feed.narrow, name="feed-filter"),
    path("feed/bulk/", bulk.act, name="feed-bulk"),
    path("feed/views/", saved.keep, name="view-keep"),
    path("feed/views/<int:view_id>/drop/", saved.drop, name="view-drop"),
    path("find/topics/", finders.topics, name="find-topics"),
    path("find/territories/", finders.territories, name="find-territories"),
    path("find/bodies/", finders.bodies, name="find-bodies"),
    path("questions/<int:question_id>/", card.show, name="card"),
    path("questions/<int:question_id>/personal/", reveal.show, name="card-personal"),
    path("questions/<int:question_id>/similar/", similar.show, name="card-similar"),
    path("questions/<int:question_id>/pieces/", split.show, name="card-split"),
    path("questions/<int:question_id>/<slug:verb>/", acts.act, name="card-act"),
    path("acts/<uuid:act_id>/undo/", acts.undo, name="undo"),
    path("", include("otklik.screens.operator.desk_urls")),
]
