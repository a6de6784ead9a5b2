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
    "is_starred": "со звездой", "met": "встретился в", "text": "текст", "": "значение",
}  # fmt: skip


def said(name: str) -> str:
    """The Russian word for a field in the log of settings; an unknown one is shown as it is."""
    return _WORDS.get(name, name)
