"""The shelf of senders: what each can take, and in which shape it leaves."""

import json
from dataclasses import replace

import pytest

from otklik.answers.sending.sender import Door, Enclosure, Letter, Parcel, Post, Sender, Way
from otklik.answers.sending.sender_catalogue import SENDERS, title
from otklik.answers.sending.senders import mail, webhook

PARCEL = Parcel(
    key="11111111-1111-1111-1111-111111111111", question=7, kind="answer", kind_title="Ответ", is_answer=True,
    subject="О вашем сообщении № 7", text="Яма засыпана 12 ноября.", link="https://otklik.example/a/1-x/",
    mail_to="author@example.org", has_mail_server=True, door=Door("portal", "https://portal.example/in", b"secret"),
    source_name="Портал", letter_id="П-77", letter_url="https://vk.example/wall-1_2", body="Управление дорог",
    outcome="Решено", at="2026-11-18T09:30:00+05:00",
    files=(Enclosure("после.jpg", "image/jpeg", 3, b"abc"),),
)  # fmt: skip
BARE = Parcel("k", 7, "stage", "О ходе", False, "О вашем", "Принято.")


@pytest.mark.parametrize("sender", SENDERS.values(), ids=list(SENDERS))
def test_every_sender_says_all_that_its_way_needs(sender: Sender) -> None:
    assert (sender.wrap is not None) == (sender.way == Way.NET)
    assert bool(sender.columns and sender.forms) == (sender.way == Way.FILE)
    assert bool(sender.to_do) == (sender.way in (Way.HAND, Way.FILE))
    assert sender.lacks(PARCEL) == ""
    assert all(isinstance(column.says(PARCEL), str) for column in sender.columns)


@pytest.mark.parametrize("sender", SENDERS.values(), ids=list(SENDERS))
def test_no_sender_tells_strangers_the_way_of_the_author(sender: Sender) -> None:
    # The caller gives a public sender no link; its columns do not ask for it either.
    said = " ".join(column.says(PARCEL) for column in sender.columns)
    assert not (sender.is_public and PARCEL.link in said)


@pytest.mark.parametrize(
    ("code", "why"),
    [("mail", "OTKLIK_SMTP_HOST"), ("webhook", "нет адреса для ответов"), ("incident_file", "ни ссылки"),
     ("pos_file", "нет номера"), ("letter", "только ответ")],
)  # fmt: skip
def test_a_sender_says_what_it_lacks(code: str, why: str) -> None:
    assert why in SENDERS[code].lacks(BARE)


def test_a_letter_without_an_address_is_not_sent() -> None:
    assert SENDERS["mail"].lacks(replace(PARCEL, mail_to="")) == "автор не оставил адреса почты"


def test_a_letter_has_the_text_the_link_and_the_files() -> None:
    letter = mail.MAIL.wrap(PARCEL)
    assert isinstance(letter, Letter)
    assert letter.text == f"{PARCEL.text}\n\nОценить ответ и узнать, что дальше: {PARCEL.link}"
    assert (letter.number, letter.to, letter.files) == (PARCEL.key, PARCEL.mail_to, PARCEL.files)


@pytest.mark.parametrize(
    ("written", "told"),
    [("<a@b.example>", "<a@b.example>"), ("77", ""), ("<a@b>\r\nBcc: x@y.example>", ""), ("a@b.example", "")],
)
def test_only_a_message_id_is_answered_to(written: str, told: str) -> None:
    assert mail.MAIL.wrap(replace(PARCEL, letter_id=written)).in_reply_to == told


def test_files_too_large_for_a_mailbox_are_named_and_left_on_the_page() -> None:
    huge = replace(PARCEL, files=(Enclosure("видео.mp4", "video/mp4", mail.MOST_BYTES + 1, b""),))
    letter = mail.MAIL.wrap(huge)
    assert letter.files == ()
    assert letter.text.endswith("они лежат на странице ответа: видео.mp4")


def test_a_post_is_one_json_with_files_inside_where_they_are_small() -> None:
    post = webhook.WEBHOOK.wrap(PARCEL)
    assert isinstance(post, Post)
    said = json.loads(post.body)
    assert (said["letter"], said["text"], said["link"]) == ("П-77", PARCEL.text, PARCEL.link)
    assert said["files"] == [{"name": "после.jpg", "type": "image/jpeg", "bytes": 3, "content": "YWJj"}]
    huge = replace(PARCEL, files=(Enclosure("a", "b/c", webhook.MOST_BYTES + 1),))
    assert "content" not in json.loads(webhook.WEBHOOK.wrap(huge).body)["files"][0]


def test_each_source_has_a_door_of_its_own() -> None:
    assert (SENDERS["webhook"].door(PARCEL), SENDERS["mail"].door(PARCEL)) == ("webhook:portal", "mail")


def test_nothing_personal_and_no_secret_stands_in_the_text_of_a_value() -> None:
    told = repr(PARCEL) + repr(mail.MAIL.wrap(PARCEL)) + repr(webhook.WEBHOOK.wrap(PARCEL))
    assert not [word for word in (PARCEL.mail_to, PARCEL.link, "secret", PARCEL.text) if word in told]


def test_a_sender_that_is_gone_is_told_by_its_code() -> None:
    assert title("pigeon") == "pigeon"
