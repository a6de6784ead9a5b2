"""One message to the address of a source: signed, named by a key, within a time; nothing here waits longer."""

import hashlib
import hmac
import json
import time
from dataclasses import replace
from threading import Timer
from urllib.parse import quote

import httpx
from django.conf import settings

from otklik.gateways.envelopes import Post, Receipt, Unsent

LONGEST_ANSWER = 64 * 1024
SIGNATURE, KEY = "X-Otklik-Signature", "Idempotency-Key"
_TAKEN = {200, 201, 202, 204, 409}
# The receiver says that this very message is wrong: others may be right.
_WRONG = {400, 410, 413, 415, 422}


def post(message: Post) -> Receipt:
    """Give a message; 409 means that the key is known there already. Raises Unsent, never unsure: a key is taken once.

    The answer may name what the receiver made of it: `{"id": …, "url": …}`.
    """
    code, body = _asked("POST", message)
    if code in _TAKEN:
        return _receipt(body)
    raise Unsent(f"источник ответил {code}{_why(code)}", is_final=code in _WRONG, is_server=code not in _WRONG)


def is_there(message: Post) -> bool | None:
    """Whether the receiver still has the message of this key; None where it can't be asked. Raises Unsent."""
    asked = replace(message, url=f"{message.url.rstrip('/')}/{quote(message.key)}", body=b"")
    code, _ = _asked("GET", asked)
    return {200: True, 204: True, 404: False, 410: False}.get(code)


def signature(secret: bytes, body: bytes, at: int) -> str:
    """What stands in the header: the moment in seconds of Unix and HMAC-SHA-256 of «moment.body», in hex."""
    return f"t={at},v1={hmac.new(secret, f'{at}.'.encode() + body, hashlib.sha256).hexdigest()}"


def _asked(method: str, message: Post) -> tuple[int, bytes]:
    headers = {
        KEY: message.key, SIGNATURE: signature(message.secret, message.body, int(time.time())),
        "Content-Type": "application/json; charset=utf-8",
    }  # fmt: skip
    limit_s = settings.OTKLIK_WEBHOOK_TIMEOUT_S
    # No redirects: letters go where an administrator said. No proxy of the environment: the address is used as written.
    # Reading all the certificates of the world takes longer than a post inside one's own network without TLS.
    verify = message.url.startswith("https:")
    with httpx.Client(timeout=limit_s, follow_redirects=False, trust_env=False, verify=verify) as client:
        # A time limit of the client is for each piece; an answer that drips is cut off by the clock.
        guard = Timer(limit_s, client.close)
        guard.daemon = True
        guard.start()
        try:
            return _answer(client, method, message, headers, limit_s)
        except (httpx.HTTPError, httpx.InvalidURL, RuntimeError, OSError) as failure:
            raise Unsent(f"источник не отвечает: {type(failure).__name__}", is_server=True) from None
        finally:
            guard.cancel()


def _answer(
    client: httpx.Client, method: str, message: Post, headers: dict[str, str], limit_s: float
) -> tuple[int, bytes]:
    until = time.monotonic() + limit_s
    with client.stream(method, message.url, content=message.body, headers=headers) as answer:
        body = b""
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > LONGEST_ANSWER or time.monotonic() > until:
                # What it says beside the code is of no use: the code has come.
                return answer.status_code, b""
        return answer.status_code, body


def _receipt(body: bytes) -> Receipt:
    try:
        said = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        return Receipt()
    if not isinstance(said, dict):
        return Receipt()
    url = said.get("url")
    is_address = isinstance(url, str) and url.startswith(("https://", "http://")) and len(url) <= 500
    return Receipt(str(said.get("id") or "")[:200], url if is_address and isinstance(url, str) else "")


def _why(code: int) -> str:
    if code in _WRONG:
        return ": сообщение ему не подошло"
    if code in (401, 403):
        return ": проверьте секрет подписи"
    return ": проверьте адрес источника" if 300 <= code < 500 and code != 429 else ""
