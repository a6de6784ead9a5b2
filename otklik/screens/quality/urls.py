"""Addresses of the quality of reading and of blind marking."""

from django.urls import path

from otklik.screens.quality import agreement, confusion, levels, listed, marking, overview, threshold, versions

urlpatterns = [
    path("quality/", overview.show, name="quality"),
    path("quality/threshold/", threshold.show, name="quality_threshold"),
    path("quality/threshold/use/", threshold.use, name="quality_use"),
    path("quality/threshold/all/", levels.edit, name="settings_thresholds"),
    path("quality/threshold/price/", levels.price, name="settings_stake"),
    path("quality/confusion/", confusion.show, name="quality_confusion"),
    path("quality/versions/", versions.show, name="quality_versions"),
    path("quality/versions/use/", versions.use, name="quality_version_use"),
    path("quality/agreement/", agreement.show, name="quality_agreement"),
    path("quality/agreement/draw/", agreement.draw, name="quality_draw"),
    path("quality/rows/", listed.show, name="quality_rows"),
    path("marking/topics/", marking.topics, name="marking_topics"),
    path("marking/", marking.show, name="marking"),
    path("marking/<int:marking_id>/", marking.keep, name="marking_keep"),
]
