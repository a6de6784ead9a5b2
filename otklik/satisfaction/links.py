"""The way of an author to their question without a login: an address that nobody guesses and nothing keeps."""

import base64
import hmac
import re
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.http import int_to_base36

from otklik.appeals.models import Question
from otklik.appeals.states import OPEN
from otklik.satisfaction.models import Link

# Characters of base64: 192 bits of the signature. A guess a microsecond would take longer than the universe has stood.
_MARK_LENGTH = 32
_TOKEN = re.compile(rf"([0-9a-z]{{1,13}})-([A-Za-z0-9_-]{{{_MARK_LENGTH}}})")
_SALT = "otklik.satisfaction.links"


class LinkError(LookupError):
    """An address that opens nothing; forged, expired or revoked: nobody is told which (Russian)."""

    def __init__(self) -> None:
        super().__init__("Ссылка не открывается: она неполная, устарела или заменена новой.")


def address(question: Question, at: datetime) -> str:
    """The full address of the author's page; made on first use, and good for the days of the settings from now on."""
    expires_at = at + timedelta(days=settings.OTKLIK_LINK_DAYS)
    link, is_new = Link.objects.get_or_create(
        question_id=question.pk, defaults={"created_at": at, "expires_at": expires_at}
    )
    if not is_new and link.expires_at < expires_at:
        Link.objects.filter(pk=link.pk).update(expires_at=expires_at)
    return f"{settings.OTKLIK_SITE_URL}/a/{token_of(link)}/"


def token_of(link: Link) -> str:
    """What stands in the address of a link; never kept and never logged."""
    return f"{int_to_base36(link.pk)}-{_mark(link.pk, link.nonce, settings.SECRET_KEY)}"


def found(token: str, at: datetime) -> Link:
    """The link of a token, with its question and letter. Raises LinkError whatever is wrong with it.

    While a question is worked on its link does not expire: its author waits.
    """
    if not (parts := _TOKEN.fullmatch(token)):
        raise LinkError
    links = Link.objects.select_related("question__appeal").filter(pk=min(int(parts[1], 36), 2**63 - 1))
    link = links.first()
    # The signature is reckoned for an unknown link too: time tells nothing.
    nonce = link.nonce if link else uuid.UUID(int=0)
    is_true = _is_signed(parts[2], int(parts[1], 36), nonce)
    if link is None or not is_true or link.revoked_at is not None:
        raise LinkError
    if link.expires_at <= at and link.question.state not in OPEN:
        raise LinkError
    if link.opened_at is None:
        Link.objects.filter(pk=link.pk, opened_at=None).update(opened_at=at)
    return link


def revoke(question: Question, at: datetime) -> None:
    """The address opens nothing any more, until a new one is made."""
    Link.objects.filter(question_id=question.pk, revoked_at=None).update(revoked_at=at)


def renew(question: Question, at: datetime) -> str:
    """A new address; every earlier one is void."""
    fresh = {"nonce": uuid.uuid4(), "revoked_at": None, "opened_at": None}
    Link.objects.filter(question_id=question.pk).update(**fresh)
    return address(question, at)


def _mark(number: int, nonce: uuid.UUID, key: str | bytes) -> str:
    signature = salted_hmac(_SALT, f"{number}:{nonce.hex}", secret=key, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(signature).decode()[:_MARK_LENGTH]


def _is_signed(mark: str, number: int, nonce: uuid.UUID) -> bool:
    keys: Sequence[str | bytes] = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    told = [hmac.compare_digest(mark, _mark(number, nonce, key)) for key in keys]
    return any(told)
