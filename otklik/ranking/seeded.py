"""The first formula: with what a region begins, each weight with its reason."""

from datetime import date

from otklik.ranking.rules import BODY, PLACE, Formula, League, Part, Weight

FIRST = Formula(
    number=1,
    parts=(
        Weight(Part.QUANTITY, 20, "Ответить — обязанность: отвечают почти все, поэтому часть весит меньше."),
        Weight(Part.QUALITY, 30, "Главная жалоба людей — ответ не по существу; весит больше остального, чтобы скорая "
               "отписка не окупалась."),
        Weight(Part.SPEED, 25, "Срок — норма закона и поручений; опоздание видно человеку сразу."),
        Weight(Part.COMPLETENESS, 25, "Решён ли вопрос, знает только автор: возражения, повторы и обещания."),
    ),
    components=(
        Weight("handled", 100, "Одно правило: отвечено или срок прошёл."),
        Weight("substance", 70, "Суть качества: ответ о деле, а не вежливые слова."),
        Weight("first_time", 15, "Возврат показывает брак, но весит мало: иначе согласующим стало бы жаль возвращать."),
        Weight("one_hand", 15, "Передать один раз — право органа, гонять по кругу — нет."),
        Weight("in_time", 50, "Соблюдение срока."),
        Weight("lateness", 30, "День и месяц опоздания — разные беды."),
        Weight("haste", 20, "Быстрее срока — хорошо, но мало: спешка не должна заменять суть."),
        Weight("accepted", 45, "Автор сказал, что не решено. Хорошие оценки не считаются: их можно попросить."),
        Weight("settled", 35, "Открыто снова или написано повторно — значит, не решено, кто бы что ни отметил."),
        Weight("promises", 20, "Обещание с датой — слово органа."),
    ),
    leagues=(
        League("regional", "Региональные органы", BODY, ("regional",)),
        League("municipal", "Муниципальные органы", BODY, ("municipal",)),
        League("organisations", "Организации", BODY, ("organisation",)),
        League("large", "Муниципалитеты от 100 тысяч жителей", PLACE, people_from=100_000),
        League("medium", "Муниципалитеты от 20 до 100 тысяч жителей", PLACE, people_from=20_000, people_below=100_000),
        League("small", "Муниципалитеты до 20 тысяч жителей", PLACE, people_below=20_000),
    ),
    minimum=30,
    valid_from=date(2000, 1, 1),
    why="Заводская формула: четыре части, названные в положении Амурской области (постановление 527, п. 3.1(3)); веса "
    "собственные, регион выбирает свои.",
)  # fmt: skip
"""Until a region makes a version of its own. The minimum of 30: below it an interval covers half of a league."""
