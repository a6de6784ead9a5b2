"""Sends one e-mail by the server of the settings; nothing here waits longer than the time-out."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum

from django.conf import settings


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
    password: str
    security: str
    sender: str
    timeout_s: float


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail; `number` makes its Message-ID: the same letter sent twice is one letter to a mailbox."""

    number: str
    to: str
    subject: str
    text: str
    html: str


class Unsent(Exception):
    """The letter did not leave (Russian); `is_final`: another try would end the same."""

    def __init__(self, why: str, *, is_final: bool = False, is_server: bool = False) -> None:
        super().__init__(why)
        self.is_final = is_final
        # The server itself is not there: other letters would wait for it in vain.
        self.is_server = is_server


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
    """Returns once the server has taken the letter upon itself. Raises Unsent."""
    try:
        connection = _connected(through)
        try:
            connection.send_message(_message(letter, through.sender), through.sender, [letter.to])
            # The server has taken the letter: how the talk ends no longer matters.
            with suppress(smtplib.SMTPException, OSError):
                connection.quit()
        finally:
            connection.close()
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as failure:
        raise Unsent(f"сервер не впустил: {_said(failure)}", is_server=True) from failure
    except smtplib.SMTPRecipientsRefused as failure:
        code, words = next(iter(failure.recipients.values()))
        raise Unsent(f"адрес не принят: {code} {_words(words)}", is_final=500 <= code < 600) from failure
    except smtplib.SMTPServerDisconnected as failure:
        raise Unsent("сервер оборвал связь", is_server=True) from failure
    except (smtplib.SMTPConnectError, smtplib.SMTPHeloError) as failure:
        raise Unsent(f"сервер не принимает: {_said(failure)}", is_server=True) from failure
    except smtplib.SMTPResponseException as failure:
        is_final = 500 <= failure.smtp_code < 600
        raise Unsent(f"сервер отказал: {_said(failure)}", is_final=is_final) from failure
    except (OSError, smtplib.SMTPException, UnicodeError) as failure:
        raise Unsent(f"нет связи с сервером: {type(failure).__name__}", is_server=True) from failure


def _connected(through: Server) -> smtplib.SMTP:
    checked = ssl.create_default_context()
    connection = (
        smtplib.SMTP_SSL(through.host, through.port, timeout=through.timeout_s, context=checked)
        if through.security == Security.TLS
        else smtplib.SMTP(through.host, through.port, timeout=through.timeout_s)
    )
    try:
        if through.security == Security.STARTTLS:
            connection.starttls(context=checked)
        if through.user:
            connection.login(through.user, through.password)
    except (smtplib.SMTPException, OSError):
        connection.close()
        raise
    return connection


def _message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, letter.to, letter.subject
    message["Message-ID"] = f"<{letter.number}@{sender.rpartition('@')[2].strip('> ') or 'otklik'}>"
    # Nobody's holiday answer should come back to it.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def _said(failure: smtplib.SMTPException) -> str:
    if isinstance(failure, smtplib.SMTPResponseException):
        return f"{failure.smtp_code} {_words(failure.smtp_error)}"
    return type(failure).__name__


def _words(said: bytes | str) -> str:
    return (said.decode("utf-8", "replace") if isinstance(said, bytes) else said)[:200]
