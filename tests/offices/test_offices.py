"""Bodies as a tree, roles, scopes, and the record of every change."""

import pytest

from otklik.offices import actions, queries
from otklik.offices.actions import BodyDraft, GrantDraft, OfficeError
from otklik.offices.models import Body, Change
from otklik.offices.rules import ROLES, Verb, with_below
from tests.region import AT, person

REQUIRED = [
    "head",
    "analyst",
    "block_head",
    "moderator",
    "coordinator",
    "curator",
    "executor",
    "approver",
    "page_manager",
    "sociologist",
    "trainer",
    "administrator",
    "citizen",
]


def test_every_role_of_the_regulations_is_there() -> None:
    assert list(ROLES) == REQUIRED


@pytest.mark.parametrize(
    ("body", "found"), [(1, {1, 2, 3, 4}), (2, {2, 4}), (4, {4}), (9, {9})], ids=["top", "middle", "leaf", "unknown"]
)
def test_a_body_holds_all_below_it(body: int, found: set[int]) -> None:
    assert with_below(body, [(1, None), (2, 1), (3, 1), (4, 2)]) == found


def test_a_loop_of_parents_does_not_hang() -> None:
    assert with_below(1, [(1, 2), (2, 1)]) == {1, 2}


@pytest.mark.django_db
def test_a_body_is_made_changed_and_each_change_recorded() -> None:
    actions.save_body(BodyDraft("roads", "Управление дорог"), by=None, at=AT)
    body = actions.save_body(BodyDraft("roads", "Управление дорог и мостов"), by=None, at=AT)
    actions.close_body(body, by=None, at=AT)
    kinds = [(change.before and change.before.get("name"), change.after.get("name")) for change in Change.objects.all()]
    assert kinds == [(None, None), ("Управление дорог", "Управление дорог и мостов"), (None, "Управление дорог")]
    assert Body.objects.get().closed_on == AT.date()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (BodyDraft("x", " "), "Название органа пусто"),
        (BodyDraft("x", "Х", parent_code="none"), "Органа с кодом «none» нет"),
        (BodyDraft("x", "Х", block_code="none"), "блока «none» нет"),
        (BodyDraft("top", "Верх", parent_code="low"), "под самим собой"),
    ],
)
def test_a_wrong_body_is_refused_in_russian(draft: BodyDraft, words: str) -> None:
    actions.save_body(BodyDraft("top", "Верх"), by=None, at=AT)
    actions.save_body(BodyDraft("low", "Низ", parent_code="top"), by=None, at=AT)
    with pytest.raises(OfficeError, match=words):
        actions.save_body(draft, by=None, at=AT)


@pytest.mark.django_db
def test_a_scope_is_the_union_of_grants() -> None:
    body = actions.save_body(BodyDraft("roads", "Управление дорог"), by=None, at=AT)
    someone = person("two", "head")
    actions.save_person(
        login="two", full_name="Два", position="", body_code="", email="", is_active=True, password="",
        grants=[GrantDraft("head"), GrantDraft("executor", "roads")], by=None, at=AT,
    )  # fmt: skip
    scope = queries.scope(someone)
    assert scope.may(Verb.WORK)
    assert [reach.bodies for reach in scope.for_verb(Verb.WORK).reaches] == [frozenset({body.pk})]
    assert len(scope.for_verb(Verb.READ).reaches) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("grants", "password", "words"),
    [([GrantDraft("king")], "p" * 12, "Роли «king» нет"), ([], "", "нет пароля")],
)
def test_a_wrong_person_is_refused_in_russian(grants: list[GrantDraft], password: str, words: str) -> None:
    with pytest.raises(OfficeError, match=words):
        actions.save_person(
            login="x", full_name="Х", position="", body_code="", email="", is_active=True, password=password,
            grants=grants, by=None, at=AT,
        )  # fmt: skip


@pytest.mark.django_db
def test_the_record_of_people_holds_no_names() -> None:
    person("ivanova", "moderator")
    assert "Ivanova" not in str(Change.objects.get(subject="person").after)
