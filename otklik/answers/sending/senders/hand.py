"""By hand where the letter came from: a post in a network, until the network has a sender of its own."""

from otklik.answers.sending.sender import Sender, Way

HAND = Sender(
    code="hand",
    title="Вручную",
    way=Way.HAND,
    is_public=True,
    to_do="Разместите текст там, откуда пришло письмо, и отметьте «Отправлено».",
)
