"""The author's page: the message stands there, the author comes to it by their link."""

from otklik.answers.sending.sender import AfterCrash, Sender, Way

PAGE = Sender(
    code="page",
    title="Страница заявителя",
    way=Way.PAGE,
    after_crash=AfterCrash.REPEAT,
    can_be_asked=True,
)
