"""Tables unloaded from «Инцидент Менеджмент»: posts and comments of social networks.

Columns of the short form (executor, group, text, topic) are those of the public set of Perm Krai; the full form
differs from region to region, so that names are only guessed and a person may map them.
"""

from otklik.intake.channel import Channel, Field
from otklik.intake.rows import read

INCIDENT = Channel(
    code="incident",
    title="Инцидент Менеджмент",
    read=read,
    content_type="application/json; row",
    fields=(
        Field("text", "Текст", ("Текст инцидента", "Текст сообщения", "Текст обращения", "Текст", "Сообщение",
                                "Содержание", "text"), is_needed=True),
        Field("group", "Группа тем", ("Группа тем", "Группа темы", "Группа", "Категория", "group")),
        Field("topic", "Тема", ("Тема", "Тема инцидента", "Тематика", "Подкатегория", "topic")),
        Field("executor", "Исполнитель", ("Исполнитель", "Ответственный исполнитель", "Ответственный", "Ведомство",
                                          "Орган", "executor")),
        Field("id", "Номер", ("ID", "ИД", "ID инцидента", "Номер инцидента", "Номер", "№", "№ инцидента",
                              "Идентификатор")),
        Field("url", "Ссылка", ("Ссылка", "Ссылка на сообщение", "Ссылка на инцидент", "Ссылка на источник", "URL",
                                "Адрес сообщения")),
        Field("published_at", "Дата публикации", ("Дата публикации", "Дата сообщения", "Дата создания",
                                                  "Дата инцидента", "Дата и время", "Дата", "published_at")),
        Field("source", "Источник", ("Источник", "Соцсеть", "Социальная сеть", "Площадка", "Канал", "source")),
        Field("author", "Автор", ("Автор", "Имя автора", "Автор сообщения", "Заявитель", "ФИО", "author")),
        Field("author_url", "Страница автора", ("Ссылка на автора", "Страница автора", "Профиль автора")),
        Field("phone", "Телефон", ("Телефон", "Телефон автора", "Контактный телефон")),
        Field("email", "Эл. почта", ("E-mail", "Email", "Почта", "Эл. почта", "Электронная почта")),
        Field("territory", "Муниципалитет", ("Муниципалитет", "Муниципальное образование", "МО", "Район", "Территория",
                                             "ОКТМО", "territory")),
        Field("place", "Адрес", ("Адрес", "Место", "Адрес проблемы", "Местоположение", "Улица", "place")),
        Field("latitude", "Широта", ("Широта", "Широта места", "Координата широты", "latitude", "lat", "geo_lat")),
        Field("longitude", "Долгота", ("Долгота", "Долгота места", "Координата долготы", "longitude", "lon", "lng",
                                       "geo_lon")),
        Field("point", "Координаты", ("Координаты", "Координаты места", "Геолокация", "Геометка", "Геоточка", "GPS",
                                      "coordinates")),
    ),
)  # fmt: skip
