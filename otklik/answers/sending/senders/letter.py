"""A letter on paper: a person makes it from the answer, signs it and takes it to the post."""

from otklik.answers.sending.sender import Parcel, Sender, Way


def _lacks(parcel: Parcel) -> str:
    return "" if parcel.is_answer else "письмом уходит только ответ"


LETTER = Sender(
    code="letter",
    title="Письмо на бумаге",
    way=Way.HAND,
    lacks=_lacks,
    to_do="Сделайте письмо, подпишите, отправьте почтой и отметьте «Отправлено».",
)
