"""The channels that there are."""

from otklik import shelf
from otklik.intake import channels
from otklik.intake.channel import Channel

CHANNELS: dict[str, Channel] = shelf.things(channels, Channel)


def named(code: str) -> Channel:
    """The channel with this code; raises LookupError naming those that there are."""
    if code not in CHANNELS:
        raise LookupError(f"Канала «{code}» нет; есть: {', '.join(CHANNELS)}.")
    return CHANNELS[code]
