"""How bodies of the demo pass questions to each other: some come back, one goes round, one matter has a group."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

from otklik.appeals.models import Question
from otklik.appeals.states import Desk, State
from otklik.flow.desks import desk, transfers
from otklik.improvement import actions as groups
from otklik.improvement.actions import GroupDraft
from otklik.offices.models import Body, Person

REASONS = ("territory", "authority", "owner", "topic")
SETTLED, LEFT, NEEDED = 6, 2, 10
MATTER = "Кто отвечает за дома, от которых отказались управляющие компании: крыши, подъезды, двери, тепло"
HOUSING = "im.06"


def quarrel(at: datetime) -> None:
    """Lately: some questions came back and went on, a few wait, one waits for an arbiter, several have one group."""
    found = list(_worked(at))
    if len(found) < NEEDED:
        return
    coordinator = Person.objects.get(login="moderator")
    for number, question in enumerate(found[: SETTLED + LEFT]):
        _give_back(question, REASONS[number % len(REASONS)], at)
        if number < SETTLED:
            _send(question, _other(question), coordinator, at)
    _ping_pong(found[SETTLED + LEFT], coordinator, at)
    _together(coordinator, at)


def _worked(at: datetime) -> Iterable[Question]:
    """Questions that somebody works on now, of bodies that have an executor to speak for them.

    Not of towns: the executor of another town would not see a question from outside it.
    """
    logins = set(Person.objects.filter(login__startswith="exec-").values_list("login", flat=True))
    open_now = Question.objects.filter(state=State.SENT, waits_for="", same_as=None, body__closed_on=None)
    open_now = open_now.exclude(body__kind=Body.Kind.MUNICIPAL)
    rows = open_now.filter(appeal__received_at__lt=at - timedelta(days=1)).select_related("body").order_by("-pk")[:200]
    return (question for question in rows if f"exec-{_body(question).code}" in logins)


def _give_back(question: Question, reason: str, at: datetime) -> None:
    fresh = Question.objects.select_related("body").get(pk=question.pk)
    executor = Person.objects.get(login=f"exec-{_body(fresh).code}")
    transfers.hand_back(question_ids=[question.pk], reason_code=reason, by=executor, at=at)


def _send(question: Question, body: Body, by: Person, at: datetime) -> None:
    desk.send(question_ids=[question.pk], body_code=body.code, why="после возврата", by=by, at=at)


def _other(question: Question) -> Body:
    """Another body of the same kind that has an executor."""
    spoken_for = Person.objects.filter(login__startswith="exec-").values("body")
    others = Body.objects.filter(pk__in=spoken_for, kind=_body(question).kind, closed_on=None)
    return others.exclude(pk=_body(question).pk).order_by("pk")[question.pk % 3]


def _ping_pong(question: Question, coordinator: Person, at: datetime) -> None:
    """A question is given back three times: the third time it goes to the arbiter."""
    first, second = _body(question), _other(question)
    moments = [at - timedelta(hours=hours) for hours in (6, 4, 2)]
    for (body, onward), moment in zip(pairwise((first, second, first, second)), moments, strict=True):
        _give_back(question, "authority" if body == first else "owner", moment)
        if Question.objects.get(pk=question.pk).waits_for == Desk.ROUTING:
            _send(question, onward, coordinator, moment + timedelta(minutes=30))


def _together(by: Person, at: datetime) -> None:
    """A group for one matter of housing: three bodies, four questions, two decisions, one of them done."""
    about = Question.objects.filter(topic__code__startswith=HOUSING, state=State.SENT, waits_for="").order_by("-pk")
    regional = Body.objects.filter(kind=Body.Kind.REGIONAL, closed_on=None).order_by("pk")
    bodies, people = tuple(regional.values_list("code", flat=True)[:3]), ("coordinator", "curator")
    since, due = at - timedelta(days=2), (at + timedelta(days=10)).date()
    group = groups.open_group(
        GroupDraft("Дома без управляющей компании", MATTER, by.login, due, bodies, people), by=by, at=since
    )
    groups.cover(group.pk, list(about.values_list("pk", flat=True)[:4]), by=by, at=since)
    listed, _ = (
        groups.decide(group.pk, text=text, who=who, due_on=due, by=by, at=since)
        for text, who in (
            ("Составить список домов и назначить временную управляющую компанию", "Жилищная инспекция"),
            ("Один ответ всем авторам готовит министерство", "Министерство ЖКХ"),
        )
    )
    groups.done(group.pk, listed.pk, by=by, at=at)


def _body(question: Question) -> Body:
    if question.body is None:
        raise LookupError(f"question {question.pk} of a quarrel has no body")
    return question.body
