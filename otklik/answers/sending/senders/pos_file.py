"""A table for upload into ПОС («Госуслуги. Решаем вместе»): answers with their results.

The headings are our own: no form for upload is in the open sources.
"""

from otklik.answers.sending.sender import Column, Parcel, Sender, Way


def _lacks(parcel: Parcel) -> str:
    return "" if parcel.letter_id else "у письма нет номера сообщения в ПОС"


POS_FILE = Sender(
    code="pos_file",
    title="Файл для ПОС",
    way=Way.FILE,
    lacks=_lacks,
    columns=(
        Column("Номер сообщения", lambda parcel: parcel.letter_id),
        Column("Что это", lambda parcel: parcel.kind_title),
        Column("Текст ответа", lambda parcel: parcel.words),
        Column("Результат", lambda parcel: parcel.outcome),
        Column("Орган", lambda parcel: parcel.body),
        Column("Дата ответа", lambda parcel: parcel.at[:10]),
        Column("№ вопроса", lambda parcel: str(parcel.question)),
    ),
    forms=("xlsx", "csv"),
    to_do="Скачайте файл, загрузите ответы в ПОС и нажмите «Загружено».",
)
