"""Letters that other systems send one by one or in bulk."""

from otklik.intake.channel import Channel
from otklik.intake.shape import read

API = Channel(code="api", title="API", read=read)
