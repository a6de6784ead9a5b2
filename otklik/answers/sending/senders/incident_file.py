"""A table for upload into «Инцидент Менеджмент»: answers and questions to be posted under the posts.

The headings are our own: the system's form differs from region to region and is in no open source.
"""

from otklik.answers.sending.sender import Column, Parcel, Sender, Way


def _lacks(parcel: Parcel) -> str:
    return "" if parcel.letter_id or parcel.letter_url else "у письма нет ни номера инцидента, ни ссылки на запись"


INCIDENT_FILE = Sender(
    code="incident_file",
    title="Файл для «Инцидент Менеджмент»",
    way=Way.FILE,
    lacks=_lacks,
    # It is posted under the author's post, where everybody reads.
    is_public=True,
    columns=(
        Column("ID инцидента", lambda parcel: parcel.letter_id),
        Column("Ссылка", lambda parcel: parcel.letter_url),
        Column("Источник", lambda parcel: parcel.source_name),
        Column("Что это", lambda parcel: parcel.kind_title),
        Column("Текст ответа", lambda parcel: parcel.text),
        Column("Результат", lambda parcel: parcel.outcome),
        Column("Исполнитель", lambda parcel: parcel.body),
        Column("Дата ответа", lambda parcel: parcel.at[:10]),
        Column("№ вопроса", lambda parcel: str(parcel.question)),
    ),
    forms=("xlsx",),
    to_do="Скачайте файл, загрузите ответы в «Инцидент Менеджмент» и нажмите «Загружено».",
)
