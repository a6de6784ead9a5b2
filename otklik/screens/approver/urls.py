"""Addresses of approval."""

from django.urls import path

from otklik.screens.approver import acts, one, queue

urlpatterns = [
    path("approvals/", queue.show, name="approvals"),
    path("approvals/bulk/", acts.bulk, name="approvals-bulk"),
    path("approvals/<int:approval_id>/", one.show, name="approval"),
    path("approvals/<int:approval_id>/<slug:verb>/", acts.act, name="approval-act"),
    path("approvals/answers/<int:answer_id>/recall/", acts.recall, name="answer-recall"),
]
