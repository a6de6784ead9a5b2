"""Sends one e-mail by the server of the settings; nothing here waits longer than the time-out."""

import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum
from threading import Timer
from typing import Any

from django.conf import settings

from otklik.gateways.envelopes import Letter, Unsent

__all__ = ["Letter", "Security", "Server", "Unsent", "send", "server"]
_GO_ON, _CLOSING = 354, 421
_TIMES = 4
"""The whole talk may last so many time-outs of one reply."""


class Security(StrEnum):
    """How the connection is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True, slots=True)
class Server:
    """Where e-mail leaves."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    security: str
    sender: str
    timeout_s: float


class _Marked(smtplib.SMTP):
    """A talk of limited length that remembers whether the text of a letter began to leave."""

    # From then on a broken talk tells nothing.
    is_given = False

    def __init__(self, through: Server, **more: Any) -> None:
        # The greeting is a part of the talk: whoever answers a byte at a time never runs into a limit of one reply.
        self._guard = Timer(_TIMES * through.timeout_s, self._cut)
        self._guard.daemon = True
        self._guard.start()
        try:
            super().__init__(through.host, through.port, timeout=through.timeout_s, **more)
        except (smtplib.SMTPException, OSError):
            self._guard.cancel()
            raise

    def getreply(self) -> tuple[int, bytes]:
        code, said = super().getreply()
        self.is_given = self.is_given or code == _GO_ON
        return code, said

    def end(self) -> None:
        """Nothing more is said."""
        self._guard.cancel()
        self.close()

    def _cut(self) -> None:
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


class _Sealed(_Marked, smtplib.SMTP_SSL):
    """The same inside TLS."""


def server() -> Server | None:
    """The server of the settings; None where e-mail is off."""
    if not settings.OTKLIK_SMTP_HOST:
        return None
    return Server(
        settings.OTKLIK_SMTP_HOST, settings.OTKLIK_SMTP_PORT, settings.OTKLIK_SMTP_USER,
        settings.OTKLIK_SMTP_PASSWORD, settings.OTKLIK_SMTP_SECURITY, settings.OTKLIK_SMTP_FROM,
        settings.OTKLIK_SMTP_TIMEOUT_S,
    )  # fmt: skip


def send(letter: Letter, through: Server) -> None:
    """Returns once the server has taken the letter upon itself. Raises Unsent.

    `Unsent.is_unsure`: the talk broke off after the text began to leave, so that the letter may have been taken.
    """
    talk: list[_Marked] = []
    try:
        connection = _connected(through)
        talk.append(connection)
        try:
            connection.send_message(_message(letter, through.sender), through.sender, [_mailbox(letter.to)])
            # The server has taken the letter: how the talk ends no longer matters.
            with suppress(smtplib.SMTPException, OSError):
                connection.quit()
        finally:
            connection.end()
    except (OSError, smtplib.SMTPException, UnicodeError, ValueError) as failure:
        if isinstance(failure, smtplib.SMTPNotSupportedError) and not _mailbox(letter.to).isascii():
            raise Unsent("сервер не принимает адресов с буквами не из латиницы", is_final=True) from None
        raise _unsent(failure, is_given=any(one.is_given for one in talk)) from None


def _unsent(failure: Exception, *, is_given: bool) -> Unsent:
    """What a failure means for this letter and for the others."""
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(failure.recipients.values()))
        return Unsent(f"адрес не принят: {code} {_words(words)}", is_final=500 <= code < 600)
    if isinstance(failure, smtplib.SMTPResponseException):
        return _refused(failure)
    if isinstance(failure, smtplib.SMTPNotSupportedError):
        return Unsent("сервер не впустил: не умеет того, что задано в настройках", is_server=True)
    if isinstance(failure, smtplib.SMTPServerDisconnected):
        return Unsent("сервер молчит или оборвал связь", is_server=True, is_unsure=is_given)
    if isinstance(failure, OSError):
        return Unsent(f"нет связи с сервером: {type(failure).__name__}", is_server=True, is_unsure=is_given)
    # A line break or a sign that no mailbox has: such a letter can't be written at all.
    return Unsent("адрес почты записан с ошибкой", is_final=True)


def _refused(failure: smtplib.SMTPResponseException) -> Unsent:
    code, said = failure.smtp_code, f"{failure.smtp_code} {_words(failure.smtp_error)}"
    if isinstance(failure, smtplib.SMTPAuthenticationError):
        return Unsent(f"сервер не впустил: {said}", is_server=True)
    if isinstance(failure, smtplib.SMTPConnectError | smtplib.SMTPHeloError):
        return Unsent(f"сервер не принимает: {said}", is_server=True)
    if isinstance(failure, smtplib.SMTPSenderRefused):
        # It is our own address that it does not like: no other letter would fare better.
        return Unsent(f"сервер не принимает писем от нас: {said}", is_server=True)
    return Unsent(f"сервер отказал: {said}", is_final=500 <= code < 600, is_server=code == _CLOSING)


def _connected(through: Server) -> _Marked:
    connection = (
        _Sealed(through, context=ssl.create_default_context()) if through.security == Security.TLS else _Marked(through)
    )
    try:
        if through.security == Security.STARTTLS:
            connection.starttls(context=ssl.create_default_context())
        if through.user:
            connection.login(through.user, through.password)
    except (smtplib.SMTPException, OSError):
        connection.end()
        raise
    return connection


def _mailbox(written: str) -> str:
    """A mailbox as servers know it: «…@почта.рф» is written in Latin letters; the part before @ is as it was."""
    name, _, domain = written.rpartition("@")
    try:
        return f"{name}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return written


def _message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, _mailbox(letter.to), letter.subject
    message["Message-ID"] = f"<{letter.number}@{sender.rpartition('@')[2].strip('> ') or 'otklik'}>"
    if letter.in_reply_to:
        message["In-Reply-To"] = message["References"] = letter.in_reply_to
    # Nobody's holiday answer should come back to it.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    for one in letter.files:
        kind, _, narrower = one.content_type.partition("/")
        message.add_attachment(one.content, maintype=kind, subtype=narrower or "octet-stream", filename=one.name)
    return message


def _words(said: bytes | str) -> str:
    return (said.decode("utf-8", "replace") if isinstance(said, bytes) else said)[:200]
