"""Gives what a sender wrapped to the gateway that can carry it."""

from otklik.answers.sending.sender import Letter, Post
from otklik.gateways import mail, webhook
from otklik.gateways.envelopes import Receipt, Unsent


def carry(wrapped: Letter | Post) -> Receipt:
    """Returns once the other side has taken it. Raises Unsent."""
    match wrapped:
        case Letter():
            server = mail.server()
            if server is None:
                raise Unsent("почтовый сервер не задан (OTKLIK_SMTP_HOST)", is_server=True)
            mail.send(wrapped, server)
            return Receipt()
        case Post():
            return webhook.post(wrapped)


def is_there(wrapped: Letter | Post) -> bool | None:
    """Whether the other side still has a message; None where it can't be asked. Raises Unsent."""
    return webhook.is_there(wrapped) if isinstance(wrapped, Post) else None
