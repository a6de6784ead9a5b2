"""E-mail to the author: plain text with files; an answer to a letter by e-mail stands in its thread."""

from otklik.answers.sending.sender import Letter, Parcel, Sender, Way

MOST_BYTES = 15_000_000
"""Mailboxes commonly take 20-25 MB; base64 makes a file a third larger."""


def _lacks(parcel: Parcel) -> str:
    if not parcel.has_mail_server:
        return "почтовый сервер не задан (OTKLIK_SMTP_HOST)"
    return "" if "@" in parcel.mail_to else "автор не оставил адреса почты"


def _wrap(parcel: Parcel) -> Letter:
    is_small = sum(one.size_bytes for one in parcel.files) <= MOST_BYTES
    left_out = ", ".join(one.name for one in parcel.files)
    told = "" if is_small else f"\n\nФайлы слишком велики для письма, они лежат на странице ответа: {left_out}"
    return Letter(
        number=parcel.key, to=parcel.mail_to, subject=parcel.subject, text=parcel.words + told,
        in_reply_to=parcel.letter_id if _is_message_id(parcel.letter_id) else "",
        files=parcel.files if is_small else (),
    )  # fmt: skip


def _is_message_id(written: str) -> bool:
    return written.startswith("<") and written.endswith(">") and "@" in written and not set(written) & set(" \r\n")


# SMTP can't be asked whether a letter was taken: after a crash a person decides.
MAIL = Sender(code="mail", title="Эл. почта", way=Way.NET, lacks=_lacks, wrap=_wrap)
