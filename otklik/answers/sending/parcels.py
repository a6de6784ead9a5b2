"""A message with all that a sender may need, gathered from its rows; the author's mailbox goes no further."""

from dataclasses import replace

from django.utils import timezone

from otklik.answers.models import Answer, Attachment, Dispatch
from otklik.answers.papers import files
from otklik.answers.sending import ways
from otklik.answers.sending.posting import ANSWERS
from otklik.answers.sending.sender import Enclosure, Parcel
from otklik.answers.talk.addressed import addressed
from otklik.citizens import queries as citizens
from otklik.gateways import mail


def parcel(dispatch: Dispatch) -> Parcel:
    """A message as senders see it, its files without their content; at most five queries."""
    answer, question = _answer(dispatch), dispatch.question
    body = (answer.body if answer else None) or question.body
    said = answer.published_at if answer and answer.published_at else dispatch.created_at
    return Parcel(
        key=str(dispatch.key), question=dispatch.question_id, kind=dispatch.kind,
        kind_title=dispatch.get_kind_display(), is_answer=answer is not None, subject=dispatch.subject,
        text=addressed(dispatch.text), mail_to=citizens.address_for_sending(dispatch.author_key),
        has_mail_server=mail.server() is not None, door=ways.door(dispatch), source_name=dispatch.source_name,
        letter_id=dispatch.reply_to, letter_url=dispatch.reply_url, body=body.name if body else "",
        outcome=answer.get_outcome_display() if answer else "", at=timezone.localtime(said).isoformat(),
        files=tuple(Enclosure(row.name, row.content_type, row.size_bytes) for row in _rows(dispatch)),
    )  # fmt: skip


def named(parcel: Parcel, dispatch: Dispatch) -> Parcel:
    """The same with the author greeted by name, where the text asks for it: only for what they alone read."""
    return replace(parcel, text=addressed(dispatch.text, citizens.name_for_greeting(dispatch.author_key)))


def with_files(parcel: Parcel, dispatch: Dispatch) -> Parcel:
    """The same with the content of its files. Raises OSError where one is lost."""
    return replace(parcel, files=tuple(_read(row) for row in _rows(dispatch)))


def _answer(dispatch: Dispatch) -> Answer | None:
    """The answer that leaves; a request to rate one only names it."""
    return dispatch.answer if dispatch.kind in ANSWERS else None


def _rows(dispatch: Dispatch) -> list[Attachment]:
    """Files of the answer; a copy for the author of a joined question has those of the one it is copied from."""
    answer = _answer(dispatch)
    return list(files.of_answer(answer.same_as_id or answer.pk)) if answer else []


def _read(row: Attachment) -> Enclosure:
    with files.opened(row) as content:
        return Enclosure(row.name, row.content_type, row.size_bytes, content.read())
