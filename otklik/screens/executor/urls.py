"""Addresses of «Мои вопросы» and of the editor."""

from django.urls import path

from otklik.screens.executor import acts, desk, editor, history, margin, part, pieces, saving

urlpatterns = [
    path("mine/", desk.show, name="mine"),
    path("mine/rows/", desk.more, name="mine-rows"),
    path("mine/<int:question_id>/", editor.show, name="mine-question"),
    path("mine/<int:question_id>/autosave/", saving.autosave, name="mine-autosave"),
    path("mine/<int:question_id>/lease/", saving.lease, name="mine-lease"),
    path("mine/<int:question_id>/margin/", margin.show, name="mine-margin"),
    path("mine/<int:question_id>/blanks/", pieces.blanks, name="mine-blanks"),
    path("mine/<int:question_id>/borrow/", pieces.borrow, name="mine-borrow"),
    path("mine/<int:question_id>/files/", pieces.attach, name="mine-files"),
    path("mine/<int:question_id>/versions/", history.show, name="mine-versions"),
    path("mine/<int:question_id>/versions/<int:number>/", history.restore, name="mine-restore"),
    path("mine/<int:question_id>/asides/<int:aside_id>/", history.settle, name="mine-aside"),
    path("mine/<int:question_id>/parts/<int:part_id>/", part.give, name="mine-part"),
    path("mine/<int:question_id>/<slug:verb>/", acts.act, name="mine-act"),
]
