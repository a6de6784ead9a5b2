"""Messages that wait for their senders, made straight through the models."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from uuid import uuid4

from otklik.answers.models import Answer, Callback, Dispatch
from otklik.appeals.models import Appeal, Question
from otklik.citizens.models import Citizen, Original
from otklik.intake.models import Letter, Source
from otklik.offices.models import Body, Person

NUMBERS = count(1)
MAIL_TO = "author@example.org"


def a_source(code: str = "portal", url: str = "") -> Source:
    """A system with an address for answers where `url` is given."""
    source = Source.objects.create(code=code, name=f"Портал {code}", key_hash=uuid4().hex)
    if url:
        Callback.objects.create(source=source, url=url)
    return source


def a_message(
    channel: str = "operator", *, at: datetime, source: Source | None = None, mail: str = "", kind: str = "answer",
    source_name: str = "", by: Person | None = None, outside_id: str = "", body: Body | None = None, **fields: object,
) -> Dispatch:  # fmt: skip
    """A message due at `at`, laid a minute before; an answer has its Answer behind it."""
    number = next(NUMBERS)
    author = Citizen.objects.create(full_name="Пётр Ильин", email=mail, mark=f"m:{uuid4()}")
    original = Original.objects.create(raw=b"{}", content_type="application/json", text="Яма")
    appeal = Appeal.objects.create(
        channel=channel, source_name=source_name, text="Яма на дороге", original_key=original.key, received_at=at,
        author_key=author.key, fingerprint=number, outside_id=outside_id,
    )  # fmt: skip
    Letter.objects.create(
        channel=channel, source=source, dedup_key=uuid4().bytes, original_key=original.key, received_at=at,
        state="read", appeal=appeal,
    )  # fmt: skip
    question = Question.objects.create(appeal=appeal, stage="", state="answered", body=body)
    answer = None
    if kind in ("answer", "interim"):
        person = by or Person.objects.filter(login="author-of-answers").first()
        person = person or Person.objects.create_user("author-of-answers", "x")
        answer = Answer.objects.create(
            question=question, state="published", text=f"Яма № {number} засыпана", outcome="solved", by=person,
            created_at=at, published_at=at, body=body,
        )  # fmt: skip
    values = {"created_at": at - timedelta(minutes=1), "send_after": at, **fields}
    return Dispatch.objects.create(
        question=question, kind=kind, channel=channel, source_name=source_name, reply_to=outside_id,
        author_key=author.key, subject=f"О вашем сообщении № {question.pk}", text=f"Яма № {number} засыпана",
        answer=answer, **values,
    )  # fmt: skip


def states(dispatches: Sequence[Dispatch]) -> list[str]:
    """Where messages stand now."""
    for one in dispatches:
        one.refresh_from_db()
    return [one.state for one in dispatches]
