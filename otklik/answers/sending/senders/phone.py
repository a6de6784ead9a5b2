"""By phone or in person: somebody reads the message out."""

from otklik.answers.sending.sender import Sender, Way

PHONE = Sender(
    code="phone",
    title="По телефону",
    way=Way.HAND,
    to_do="Позвоните автору (телефон — на карточке, «Показать личные данные»), прочитайте текст и отметьте «Передано».",
)
