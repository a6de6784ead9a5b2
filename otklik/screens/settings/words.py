"""Names of fields of settings as people read them in the history."""

_WORDS = {
    "name": "название", "short_name": "краткое имя", "kind": "вид", "parent": "вышестоящий", "block": "блок",
    "aliases": "другие имена", "territories": "территории", "closed_on": "закрыт с", "is_active": "действует",
    "body": "орган", "grants": "права", "title": "название", "is_in_use": "применяется",
    "valid_from": "действует с", "valid_to": "действует по", "source": "основание", "milestones": "сроки",
    "confidence": "порог", "population": "население", "topic": "тема", "territory": "территория",
    "channel": "канал", "note": "примечание", "merged_into": "присоединён к", "moved": "перенесено вопросов",
    "position": "порядок", "border": "граница", "region": "регион", "topics": "тем", "code": "код", "key": "ключ",
    "latitude": "широта", "longitude": "долгота", "time_zone": "часовой пояс", "is_confirmed": "проверен",
    "role": "роль", "body_code": "орган", "territory_code": "территория", "topic_code": "тема", "terms": "сроки",
    "shift": "перенос", "days": "особых дней", "added": "добавлено", "renamed": "переименовано",
    "closed": "закрыто", "week": "часы", "short_day_cut_min": "короткий день короче, мин", "level": "уровень",
    "amount": "сколько", "unit": "единица", "remind_before": "напомнить за", "at_end": "в конце", "result": "результат",
    "most_transfers": "арбитр с передачи", "arbiters": "арбитры", "border_m": "спорная граница, м",
    "margin": "равные подсказки", "needs_words": "нужно пояснение", "is_closed": "закрыта",
    "minutes": "минут", "is_starred": "со звездой", "met": "встретился в", "text": "текст", "": "значение",
    "rows": "строк", "changed": "изменено", "removed": "убрано", "same": "без изменений", "repeats": "повторов",
    "flaws": "замечаний",
    "manual_min": "выбор человеком, мин", "error_min": "ошибка машины, мин", "check_share": "проверять вслепую, доля",
    "may_pause": "стоит, пока спрошен автор", "extension_days": "продление, дней", "warn_percent": "риск, % срока",
    "season_from": "сезон с", "season_to": "сезон по", "needs_photo": "нужно фото", "hours": "режим работы",
    "since": "с", "until": "по", "deputy": "замещает", "side": "когда", "kinds": "о каких сроках", "mail": "письмо",
    "slots": "время сводок", "fields": "поля", "outcome": "исход",
    "words": "вопрос", "hint": "подсказка", "options": "варианты", "is_required": "обязательный",
    "purpose": "для чего", "file_name": "файл", "digest": "отпечаток файла",
    "stars_up_to": "открывать при оценке до", "window_days": "в течение дней", "at_most": "не больше раз",
    "close_after_days": "закрыть после дней молчания", "ask_after_days": "попросить оценить через дней",
    "is_good": "похвала",
    "severity": "важность", "shortest": "не короче, знаков", "longest": "не длиннее, знаков",
    "is_public": "читают и другие",
    "steps": "шаги", "answer_kind": "вид ответа", "legal_kind": "вид письма",
    "urgency": "срочность", "tells": "кто узнаёт после",
    "sender": "отправитель", "source_name": "источник", "url": "адрес", "secret": "секрет",
    "day": "день", "phrases": "как пишут",
    "version": "версия модели", "why": "почему", "is_on": "включено", "pattern": "образец номера",
}  # fmt: skip


def said(name: str) -> str:
    """The Russian word for a field in the log of settings; an unknown one is shown as it is."""
    return _WORDS.get(name, name)
