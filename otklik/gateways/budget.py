"""The day's budget of the outside model: taken before a request by one update, so that workers share it."""

from datetime import date

from django.db.models import F

from otklik.gateways.models import Spending


def take(day: date, *, tokens: int, requests_a_day: int, tokens_a_day: int) -> bool:
    """Set one request and up to `tokens` aside; False, and nothing is taken, where the day's budget is spent."""
    Spending.objects.get_or_create(day=day)
    left = Spending.objects.filter(day=day, requests__lt=requests_a_day, tokens__lte=tokens_a_day - tokens)
    return bool(left.update(requests=F("requests") + 1, tokens=F("tokens") + tokens))


def settle(day: date, *, aside: int, used: int) -> None:
    """A request was given `aside` tokens and used `used`: write down what it cost."""
    Spending.objects.filter(day=day).update(tokens=F("tokens") - aside + used)


def refuse(day: date) -> None:
    """Count an answer that was no answer."""
    Spending.objects.filter(day=day).update(refused=F("refused") + 1)


def spent(day: date) -> Spending:
    """What the day cost so far."""
    return Spending.objects.filter(day=day).first() or Spending(day=day)
