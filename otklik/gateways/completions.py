"""One question to a language model behind any OpenAI-compatible address; off unless settings name one."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Timer
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from otklik.gateways import budget

LONGEST_ANSWER = 64 * 1024
TRIES = 2
LETTERS_A_TOKEN = 2
"""A guess on the safe side for Russian: what is not used is given back."""


class CompletionError(Exception):
    """No answer; the message says why (Russian) and holds neither the key nor the text that was sent."""


class Unreachable(CompletionError):
    """The endpoint is ill: late, broken, busy. Others will fare no better now."""


class Spent(CompletionError):
    """The day's budget is spent."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model is and what one may ask of it; the key is in no text of this value."""

    url: str
    key: str = field(repr=False)
    model: str
    timeout_s: float
    requests_a_day: int
    tokens_a_day: int

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True, slots=True)
class Message:
    """One line of the talk: `role` is system or user."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Completion:
    """What the model said and how many tokens it cost (0: it did not say)."""

    text: str
    tokens: int


def configured() -> Endpoint | None:
    """The endpoint of the settings; None: the reader is off."""
    if not (settings.OTKLIK_LLM_URL and settings.OTKLIK_LLM_MODEL):
        return None
    return Endpoint(
        settings.OTKLIK_LLM_URL.rstrip("/"), settings.OTKLIK_LLM_KEY, settings.OTKLIK_LLM_MODEL,
        settings.OTKLIK_LLM_TIMEOUT_S, settings.OTKLIK_LLM_REQUESTS_A_DAY, settings.OTKLIK_LLM_TOKENS_A_DAY,
    )  # fmt: skip


def complete(endpoint: Endpoint, messages: Sequence[Message], *, max_tokens: int, day: date) -> Completion:
    """The model's answer, within `timeout_s` for each try and 64 KiB; tried once again where the endpoint is ill.

    Every try is paid from the budget of `day`. Raises CompletionError; Unreachable or Spent where asking others now is
    of no use.
    """
    failure: CompletionError = Unreachable("не отвечает")
    needed = max_tokens + sum(len(one.content) for one in messages) // LETTERS_A_TOKEN
    for _ in range(TRIES):
        limits = {"requests_a_day": endpoint.requests_a_day, "tokens_a_day": endpoint.tokens_a_day}
        if not budget.take(day, tokens=needed, **limits):
            raise Spent("бюджет дня исчерпан")
        try:
            done = _once(endpoint, messages, max_tokens)
        except Unreachable as ill:
            failure = ill
            continue
        if done.tokens:
            budget.settle(day, aside=needed, used=done.tokens)
        return done
    raise failure


def _once(endpoint: Endpoint, messages: Sequence[Message], max_tokens: int) -> Completion:
    asked = {
        "model": endpoint.model, "temperature": 0, "max_tokens": max_tokens,
        "messages": [{"role": one.role, "content": one.content} for one in messages],
    }  # fmt: skip
    headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
    # No redirects: the key must not go elsewhere. No proxy of the environment: the address is used as it is written.
    with httpx.Client(timeout=endpoint.timeout_s, follow_redirects=False, trust_env=False) as client:
        # A time limit of the client is for each piece; an answer that drips is cut off by the clock.
        guard = Timer(endpoint.timeout_s, client.close)
        guard.start()
        try:
            return _read(_body(client, f"{endpoint.url}/chat/completions", asked, headers, endpoint.timeout_s))
        except (httpx.HTTPError, RuntimeError, OSError) as failure:
            # A client closed by the guard breaks in several ways, all of which mean that the time is up.
            raise Unreachable(f"не отвечает: {type(failure).__name__}") from failure
        finally:
            guard.cancel()


def _body(client: httpx.Client, url: str, asked: object, headers: dict[str, str], timeout_s: float) -> bytes:
    until = time.monotonic() + timeout_s
    with client.stream("POST", url, json=asked, headers=headers) as answer:
        if answer.status_code >= 500 or answer.status_code == 429:
            raise Unreachable(f"ответ {answer.status_code}")
        if answer.status_code != 200:
            raise CompletionError(f"ответ {answer.status_code}: проверьте адрес, ключ и модель")
        body = b""
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > LONGEST_ANSWER:
                raise CompletionError("ответ длиннее 64 КиБ")
            if time.monotonic() > until:
                raise Unreachable("отвечает слишком долго")
        return body


def _read(body: bytes) -> Completion:
    try:
        answer = json.loads(body)
        text = answer["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise CompletionError("ответ не по протоколу") from error
    if not isinstance(text, str):
        raise CompletionError("ответ без текста")
    usage = answer.get("usage")
    total = usage.get("total_tokens") if isinstance(usage, dict) else 0
    return Completion(text, total if isinstance(total, int) and not isinstance(total, bool) and total > 0 else 0)
