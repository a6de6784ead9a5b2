"""The page of what the model's labels mean: proposals, one button for the page, a refusal in words."""

import pytest
from django.test import Client

from otklik.reference.models import Edition, Topic
from otklik.triage.models import LabelTopic
from tests.screens.desk_factories import entered, someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    edition = Edition.objects.create(code="r", name="Областной", valid_from="2026-01-01")
    roads = Topic.objects.create(edition=edition, code="r.01", name="Дороги", level=1)
    Topic.objects.create(edition=edition, code="r.01.01", name="Ямы во дворах", level=2, parent=roads)
    return entered(someone())


def test_proposals_are_made_shown_and_confirmed_by_one_button(admin):
    assert admin.post("/settings/labels/propose/", {"edition": "r"}).status_code == 302
    page = admin.get("/settings/labels/").content.decode()
    assert 'value="r.01 Дороги"' in page
    assert "предложено" in page
    at = _box(page, "r.01 Дороги")
    assert admin.post("/settings/labels/", {"from": "0", f"code-{at}": "r.01 Дороги"}).status_code == 302
    row = LabelTopic.objects.get(label="Дороги")
    assert (row.origin, row.topic.code) == ("confirmed", "r.01")


def test_a_group_cannot_mean_a_theme(admin):
    answer = admin.post("/settings/labels/", {"from": "0", "code-0": "r.01.01 Ямы"})
    assert "шире темы" in answer.content.decode()
    assert not LabelTopic.objects.exists()


def test_an_unknown_classifier_is_named(admin):
    answer = admin.post("/settings/labels/propose/", {"edition": "луна"}, follow=True)
    assert "«луна» нет тем" in answer.content.decode()


def _box(page: str, typed: str) -> str:
    return page.split(f'value="{typed}"')[0].rpartition('name="code-')[2].split('"')[0]
