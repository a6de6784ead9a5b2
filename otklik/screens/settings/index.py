"""The door to the settings: a card for each kind of rule, with what waits there."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse

from otklik.offices.models import Body
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest
from otklik.screens.parts.tell import number, plural
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import Page, show

_CARDS = (
    ("settings_bodies", "Органы и организации", "Кому направляются вопросы, дерево по блокам"),
    ("settings_blocks", "Отраслевые блоки", "ЖКХ, дороги, здравоохранение…"),
    ("settings_topics", "Темы", "Классификаторы по редакциям, соответствия, загрузка"),
    ("settings_labels", "Метки модели", "Какая тема региона отвечает каждой метке модели"),
    ("settings_routes", "Маршруты", "Тема × территория × канал → орган"),
    ("settings_disputes", "Возвраты и споры", "Причины возврата, с какой передачи решает арбитр, спорные границы"),
    ("settings_policies", "Сроки", "Регламенты с основанием и датами действия"),
    ("settings_calendar", "Календарь", "Нерабочие и сокращённые дни, часы работы"),
    ("settings_territories", "Территории", "Муниципалитеты и населённые пункты по ОКТМО"),
    ("settings_notices", "Этапы и уведомления", "Сроки этапов, что узнаёт автор, нумерация обращений"),
    ("settings_approval", "Согласование ответов", "Кто и за сколько согласует ответ, причины возврата на доработку"),
    ("settings_answer_checks", "Проверки ответов", "Что останавливает ответ, что лишь советуют, его длина по каналам"),
    ("settings_asking", "Вопросы авторам", "Что спросить по теме, сколько ждать и что делать с молчанием"),
    ("settings_form", "Форма для жителей", "Что спрашивает форма по теме, согласие на обработку данных"),
    ("settings_letters", "Формы писем", "Бланки писем и проектов актов, нумерация исходящих"),
    ("settings_answer_templates", "Шаблоны ответов", "Что, кто, когда, где убедиться: по теме и исходу"),
    ("settings_sending", "Отправка ответов", "Каким путём уходят ответы по каналам, адреса источников"),
    ("settings_seasons", "Сезоны в обещаниях", "До какого дня ждать «после схода снега» и «с наступлением тепла»"),
    ("settings_ladder", "Лестница предупреждений", "Кого и когда предупреждать о сроках: до срока, в срок и после"),
    ("settings_urgent", "Срочные", "За сколько минут срочный вопрос должен кто-то взять"),
    ("settings_verdicts", "Оценки и повторное открытие", "Когда открывают снова и закрывают, причины оценок"),
    ("settings_scripts", "Скрипты обзвонов", "Что говорит и спрашивает оператор, список проверки на месте"),
    ("settings_places", "Места", "Улицы, ориентиры, маршруты и границы: загрузка и поиск"),
    ("settings_sources", "Источники и ключи", "Системы, которые присылают письма по API"),
    ("ranking-formula-edit", "Формула рейтинга", "Веса частей и показателей, лиги, наименьшее число вопросов"),
    ("settings_thresholds", "Пороги уверенности", "Когда машина решает тему сама"),
    ("settings_stake", "Цена ошибки", "По ней отмечается самый дешёвый порог; доля слепых проверок"),
)


@dataclass(frozen=True, slots=True)
class Card:
    """One kind of settings."""

    title: str
    says: str
    href: str
    needs: str = ""


@needs_region(Verb.SETTINGS)
def show_all(request: ScopedRequest) -> HttpResponse:
    """Cards of all kinds of settings; that of people only for those who may."""
    waiting = Body.objects.filter(is_confirmed=False).count()
    told = {"settings_bodies": _waiting(waiting)} if waiting else {}
    cards = [Card(title, says, reverse(name), told.get(name, "")) for name, title, says in _CARDS]
    if request.scope.may(Verb.PEOPLE):
        cards.append(Card("Сотрудники", "Кто работает, роли и где они действуют", reverse("settings_people")))
        cards.append(Card("Отсутствия", "Кого нет и кто замещает", reverse("settings_people_absences")))
    lead = "Каждое правило — запись, которую можно изменить; кто и что менял, видно внизу каждой страницы."
    return show(request, Page("Настройки", lead, extra={"cards": cards}), "screens/settings/index.html")


def _waiting(amount: int) -> str:
    return f"{number(amount)} {plural(amount, 'имя', 'имени', 'имён')} проверить"
