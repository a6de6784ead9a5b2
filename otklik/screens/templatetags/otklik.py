"""Icons, time as people tell it, numbers with thin spaces, the act that a message can undo."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from django import template
from django.contrib.messages.storage.base import Message
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from otklik.screens.parts.tell import exact, number, plural, time_left, when

register = template.Library()
_ACT = "act-"


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; with `label` it is told to a screen reader, without it is only seen."""
    address = f"{static('vendor/icons/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, address)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', address)


@register.filter
def human_time(moment: datetime | None) -> str | SafeString:
    """«вчера 18:40», with the exact time on hover; empty for None."""
    return _time(moment, when) if moment else ""


@register.filter
def human_left(moment: datetime | None) -> str | SafeString:
    """«через 3 ч» or «просрочено на 2 дня», with the exact time on hover; empty for None."""
    return _time(moment, time_left) if moment else ""


@register.filter
def thin(amount: int) -> str:
    """A number with thin spaces between thousands."""
    return number(amount)


@register.filter
def percent(share: float | None) -> int:
    """A share from 0 to 1 as whole per cent."""
    return round(100 * (share or 0))


@register.filter
def questions(amount: int) -> str:
    """«2 вопроса»."""
    return f"{number(amount)} {plural(amount, 'вопрос', 'вопроса', 'вопросов')}"


@register.filter
def act_of(message: Message) -> str:
    """The act that a message offers to undo; empty when there is none."""
    tags = (message.extra_tags or "").split()
    return next((tag.removeprefix(_ACT) for tag in tags if tag.startswith(_ACT)), "")


def _time(moment: datetime, told: Callable[[datetime, datetime], str]) -> SafeString:
    local, now = timezone.localtime(moment), timezone.localtime()
    stamp = local.isoformat(timespec="minutes")
    # All three are made of digits and our own words: nothing to escape, and a feed shows a hundred of them.
    return mark_safe(f'<time datetime="{stamp}" title="{exact(local)}">{told(local, now)}</time>')
