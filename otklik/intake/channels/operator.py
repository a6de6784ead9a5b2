"""Letters that an operator types in: a phone call, a paper, a visitor."""

from otklik.intake.channel import Channel
from otklik.intake.shape import read

OPERATOR = Channel(code="operator", title="Оператор", read=read)
