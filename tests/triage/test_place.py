"""Which places a text tells, where they stand in it, and which municipality they agree on."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.triage.places.found import Name, PlaceReading
from otklik.triage.readers.place import READER, read
from otklik.triage.words.gazetteer import EMPTY, Gazetteer

NORTH, SOUTH = "99801000", "99803000"
GAZETTEER = Gazetteer.build(
    [
        Name("municipality", NORTH, "Городской округ город Берёзогорск", NORTH),
        Name("municipality", SOUTH, "Лугоградский муниципальный округ", SOUTH),
        Name("settlement", f"{NORTH}001", "город Берёзогорск", NORTH),
        Name("settlement", f"{SOUTH}001", "рабочий посёлок Лугоградск", SOUTH),
        Name("settlement", f"{SOUTH}002", "село Ключи", SOUTH),
        Name("settlement", f"{SOUTH}003", "деревня Большие Луга", SOUTH),
        Name("settlement", f"{SOUTH}004", "посёлок Южный", SOUTH),
        Name("street", "north-gagarin", "улица Гагарина", NORTH),
        Name("street", "south-gagarin", "улица Гагарина", SOUTH),
        Name("street", "north-forest", "улица Лесная", NORTH),
        Name("street", "north-peace", "проспект Мира", NORTH),
        Name("street", "south-bath", "Банный переулок", SOUTH),
        Name("street", "south-march", "улица 8 Марта", SOUTH),
        Name("street", "north-new", "улица Новая", NORTH),
        Name("landmark", "north-school", "школа № 5", NORTH),
        Name("route", "north-58", "58", NORTH),
    ]
)


def places(text: str, gazetteer: Gazetteer = EMPTY) -> list[tuple[str, str]]:
    return [(place.kind, place.text) for place in read([text], gazetteer)[0].places]


BY_FORM = [
    ("яма на Гагарина 58в", [("street", "Гагарина"), ("house", "58в")], "no type, a house with a letter"),
    ("ул.Ленина между 96 и 94", [("street", "ул. Ленина"), ("house", "96"), ("house", "94")], "two houses, no space"),
    ("пр-т Мира, д. 3 к. 2", [("street", "пр-т Мира"), ("house", "3"), ("building", "2")], "a building"),
    ("пр. Мира 3 корпус 2а", [("street", "пр. Мира"), ("house", "3"), ("building", "2а")], "a building in full"),
    ("дом 19 по ул. Ставропольской", [("house", "19"), ("street", "ул. Ставропольской")], "the house first"),
    ("на Комсомольском проспекте яма", [("street", "пр-т Комсомольском")], "the type after the name"),
    ("ул. К. Маркса 4", [("street", "ул. К. Маркса"), ("house", "4")], "an initial"),
    ("ул. Карла Маркса, 4", [("street", "ул. Карла Маркса"), ("house", "4")], "a name of two words"),
    ("ул. 40 лет Победы д. 7", [("street", "ул. 40 лет Победы"), ("house", "7")], "a number in the name"),
    ("ул. [ИМЯ], 33", [("street", "ул. [ИМЯ]"), ("house", "33")], "a masked name"),
    ("улица Гашкова 41/2", [("street", "ул. Гашкова"), ("house", "41/2")], "a house on a corner"),
    ("перекрёсток Ленина и Гагарина", [("street", "Ленина"), ("street", "Гагарина")], "a crossing"),
    ("угол улиц Чехова и Белинского", [("street", "Чехова"), ("street", "Белинского")], "a crossing with a type"),
    ("живу на Белинского.", [("street", "Белинского")], "no house, a preposition"),
    ("п.Октябрьский", [("settlement", "пос. Октябрьский")], "a settlement with no space"),
    ("мкр. Южный", [("settlement", "мкр. Южный")], "a quarter"),
    ("в деревне Верхние Муллы", [("settlement", "д. Верхние Муллы")], "a village of two words"),
    ("у нас в Камнегорске", [("settlement", "Камнегорске")], "ends as towns do"),
    ("в Заводском районе", [("municipality", "Заводском районе")], "a district"),
    ("напротив школы № 5", [("landmark", "школа № 5")], "a school"),
    ("возле д/с 364", [("landmark", "детский сад № 364")], "a kindergarten in short"),
    ("возле остановки Рынок", [("landmark", "остановка «Рынок»")], "a stop"),
    ("у ТЦ Мир", [("landmark", "ТЦ «Мир»")], "a shopping centre"),
    ("около магазина «Продукты»", [("landmark", "магазин «Продукты»")], "a shop in quotes"),
    ("рядом с парком", [("landmark", "парк")], "a landmark with no name"),
    ("автобусы 36, 77 и 78", [("route", "36"), ("route", "77"), ("route", "78")], "a list of routes"),
    ("маршрут № 77", [("route", "77")], "a route with a sign"),
    ("пустите 58 маршрут", [("route", "58")], "the number first"),
    ("77го автобуса нет", [("route", "77")], "an ordinal"),
    ("в доме № 12 холодно", [("house", "12")], "a house with no street"),
    ("Берёзогорск г, [ТЕЛЕФОН]. Здравствуйте", [("settlement", "г. Берёзогорск")], "the type after, as forms write it"),
    ("Живу в Лугово давно", [("settlement", "Лугово")], "ends as villages do"),
    ("у нас Октябрьский посёлок", [("settlement", "пос. Октябрьский")], "an adjective before its type"),
    ("наше Ильинское Ильинский село", [("settlement", "с. Ильинский")], "a village after its name"),
    ("в пос. [ИМЯ] темно", [("settlement", "пос. [ИМЯ]")], "a masked village"),
    ("напротив дома [ИМЯ] 23 лежит", [("street", "[ИМЯ]"), ("house", "23")], "a masked street by its house"),
    ("по ул, [ИМЯ] 21", [("street", "ул. [ИМЯ]"), ("house", "21")], "a comma for a point"),
    ("от Лесовской до Озерской темно", [("street", "Лесовской"), ("street", "Озерской")], "from one to another"),
    ("возле детского садика яма", [("landmark", "детский сад")], "an adjective inside"),
    ("яма у моста и за гаражами", [("landmark", "мост"), ("landmark", "гаражи")], "short words before what stands"),
]


@pytest.mark.parametrize(("text", "found", "_why"), BY_FORM)
def test_a_place_is_found_by_its_form_alone(text: str, found: list[tuple[str, str]], _why: str) -> None:
    assert places(text) == found


FALSE_FRIENDS = [
    ("Владимир Ильич Ленин", "a person"),
    ("памятник Ленину и врач Иванова 5 раз", "persons"),
    ("живу на 5 этаже", "a storey"),
    ("58 человек на 2 автобуса", "counts"),
    ("12.05.2024 в 18:30", "a date and a time"),
    ("звоните [ТЕЛЕФОН]", "a phone"),
    ("дольщики на улице. Стройка стоит", "a street and the end of the sentence"),
    ("на улице новая площадка", "an adjective after the word street"),
    ("в 2021 г. Никто не пришёл", "a year"),
    ("живу тут с Петром", "a preposition, not a village"),
    ("Снова 5 дней нет воды", "a plain word with a number"),
    ("на Новой детской площадке", "an adjective with a capital"),
    ("автобус в 8-30 утра", "an hour"),
    ("маршрут на 5 минут длиннее", "minutes"),
    ("больше 10 домов без света", "a count of houses"),
    ("в Камском крае холодно", "a region"),
    ("улица Вся разбита", "a plain word with a capital"),
    ("больница имени А. Х. Иванова", "initials"),
    ("у школы нет денег", "what acts and does not stand"),
    ("[ИМЯ] 5 лет", "an age"),
    ("спасибо, [ИМЯ] 12 октября", "a date"),
    ("разговаривал от Ивановой до обеда", "a person"),
]


@pytest.mark.parametrize(("text", "_why"), FALSE_FRIENDS)
def test_what_only_looks_like_a_place_is_left(text: str, _why: str) -> None:
    assert places(text) == []


KNOWN = [
    ("на лесной 5 темно", [("street", "ул. Лесная"), ("house", "5")], "small letters"),
    ("по Лесной не пройти", [("street", "ул. Лесная")], "no house"),
    ("НА ЛЕСНОЙ 5 ТЕМНО", [("street", "ул. Лесная"), ("house", "5")], "all capitals"),
    ("на пр. Мира 8", [("street", "пр-т Мира"), ("house", "8")], "the type in short"),
    ("в Банном переулке 4", [("street", "пер. Банный"), ("house", "4")], "the type after the name"),
    ("возле дома 9 на 8 Марта", [("house", "9"), ("street", "ул. 8 Марта")], "a date's name after a house"),
    ("поздравили на 8 марта", [], "a holiday"),
    ("в берёзогорске темно", [("settlement", "город Берёзогорск")], "small letters, a name that is no word"),
    ("живём в Ключах", [("settlement", "село Ключи")], "a name that is a word, with a capital"),
    ("потерял ключи", [], "keys"),
    ("из Больших Лугов", [("settlement", "деревня Большие Луга")], "two words bend"),
    ("в Лугоградском округе", [("municipality", "Лугоградский муниципальный округ")], "a municipality"),
]


@pytest.mark.parametrize(("text", "found", "_why"), KNOWN)
def test_a_place_of_the_gazetteer_is_found_in_its_forms(text: str, found: list[tuple[str, str]], _why: str) -> None:
    assert places(text, GAZETTEER) == found


@pytest.mark.parametrize(
    ("text", "code", "_why"),
    [
        ("в Берёзогорске на Гагарина 5", NORTH, "the settlement decides between two streets"),
        ("в Ключах на Гагарина 5", SOUTH, "the village decides"),
        ("на Гагарина 5", "", "the street is in both"),
        ("на Лесной 5", NORTH, "the street is in one"),
        ("из Берёзогорска в Лугоградск", "", "two municipalities contradict"),
        ("напротив школы № 5", NORTH, "the only such school"),
        ("в г. Неведомск", "", "the gazetteer is silent"),
        ("холодно", "", "no place"),
    ],
)
def test_the_municipality_is_the_one_that_all_places_allow(text: str, code: str, _why: str) -> None:
    assert read([text], GAZETTEER)[0].municipality == code


def test_the_code_of_a_street_is_of_the_municipality_told() -> None:
    street = read(["в Ключах на Гагарина 5"], GAZETTEER)[0].places[1]
    assert (street.kind, street.code) == ("street", "south-gagarin")


def test_a_street_of_two_municipalities_has_no_code() -> None:
    assert read(["на Гагарина 5"], GAZETTEER)[0].places[0].code == ""


def test_the_span_is_where_the_place_stands() -> None:
    text = "Добрый день! Яма на ул. Чехова, д. 58в."
    assert [text[place.start : place.end] for place in read([text])[0].places] == ["ул. Чехова", "58в"]


def test_a_house_names_its_street_and_a_building_its_house() -> None:
    assert [place.parent for place in read(["ул. Чехова 5 к. 2"])[0].places] == [None, 0, 1]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("на Гагарина 58в", "ул. Гагарина, 58в"),
        ("с. Ключи, ул. Чехова 5 к. 2", "с. Ключи, ул. Чехова, 5, к. 2"),
        ("возле школы № 5", "школа № 5"),
        ("нет 58 маршрута, а автобус 58 сломан", "маршрут 58"),
        ("темно", ""),
    ],
)
def test_the_line_to_show_is_short(text: str, line: str) -> None:
    assert read([text])[0].line == line


def test_what_the_gazetteer_knows_is_surer_than_what_the_form_tells() -> None:
    text = ["на Гагарина 5"]
    assert read(text, GAZETTEER)[0].places[0].confidence > read(text)[0].places[0].confidence


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["в", "село", "ключ"], f"{SOUTH}002"),
        (["вода"], ""),
        (["ключ", "и", "южный"], ""),
    ],
)
def test_lemmas_name_one_territory_or_none(words: list[str], code: str) -> None:
    named = Gazetteer.build([Name("settlement", f"{SOUTH}002", "Ключи", SOUTH), Name("settlement", "2", "Южный", "2")])
    assert named.find(words) == code


@pytest.mark.parametrize(
    "text",
    ["", " ", "😡😡🤬", "Where is my bus number 58?", "у л и ц а Л е н и н а 5", "|ул|дом|\n|5|6|", "[ИМЯ] [ТЕЛЕФОН]",
     "ул. ул. ул. д. д. 5 5 5", "на", "5", "ул.", "[", "҉ \x00 \ud800"],
)  # fmt: skip
def test_an_odd_text_is_read_without_harm(text: str) -> None:
    assert isinstance(read([text], GAZETTEER)[0], PlaceReading)


def test_latin_look_alikes_are_read_as_cyrillic() -> None:
    assert places("нa Лeсной 5", GAZETTEER) == [("street", "ул. Лесная"), ("house", "5")]


@pytest.mark.parametrize(
    "text", ["ул. Чехова 5 и " * 400, "дом " * 2000, "5 " * 5000, "Ленина, " * 1000, " " * 100_000]
)
def test_a_long_text_is_read_in_time(text: str) -> None:
    started = time.process_time()
    read([text], GAZETTEER)
    assert time.process_time() - started < 1


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="улдкпр. ,№5«»Лена-/\n[]ИМЯ1", max_size=60))
def test_every_span_lies_in_its_text(text: str) -> None:
    reading = read([text], GAZETTEER)[0]
    assert all(0 <= place.start < place.end <= len(text) for place in reading.places)


def test_the_reader_is_on_the_shelf() -> None:
    assert READER.code == "place"
    assert READER.read(["ул. Чехова 5"])[0].line == "ул. Чехова, 5"
