"""The tap of the demo region: a letter now and then, so that the pages live."""

from datetime import datetime

from django.utils import timezone

from otklik.flow.demo import deliver, region, stream
from otklik.intake import actions as intake
from otklik.reference.models import Territory


def drip(at: datetime, count: int = 1) -> int:
    """Send `count` fresh letters, where the demo region lives; returns how many were stored."""
    if not Territory.objects.filter(code=region.REGION_CODE).exists():
        return 0
    letters = stream.tap(region.build(), at=timezone.localtime(at), count=count)
    stored = 0
    for channel, some in deliver.by_channel(letters).items():
        receipts = intake.accept_batch(channel=channel, raws=[deliver.raw(one) for one in some], source=None, at=at)
        stored += sum(receipt.outcome == "stored" for receipt in receipts)
    return stored
