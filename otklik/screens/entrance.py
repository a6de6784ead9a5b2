"""Coming in and going out."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse

from otklik.offices import queries as offices
from otklik.offices.models import Person
from otklik.screens import throttle


class LoginForm(AuthenticationForm):
    """Login and password, with errors that say the way out; after too many wrong passwords it waits."""

    error_messages = {
        "invalid_login": "Логин или пароль не подходят. Проверьте раскладку и Caps Lock; "
        "если забыли пароль, его сменит администратор.",
        "inactive": "Эта запись отключена. Обратитесь к администратору.",
        "wait": "Слишком много неверных паролей. Попробуйте снова %(when)s; "
        "если забыли пароль, его сменит администратор.",
    }

    def clean(self) -> dict[str, Any]:
        counted = _counted(self.request, self.cleaned_data.get("username", "")) if self.request else ()
        if seconds := max((throttle.wait(*one) for one in counted), default=0):
            # The password is not even tried: a right one would tell that it was right.
            raise ValidationError(self.error_messages["wait"], "wait", {"when": throttle.told(seconds)})
        try:
            return super().clean()
        except ValidationError:
            for one in counted:
                throttle.hit(*one)
            raise


def _counted(request: HttpRequest, login: str) -> tuple[tuple[throttle.Limit, *tuple[str, ...]], ...]:
    address = throttle.address(request)
    # By login and address together: a stranger elsewhere can't shut a person out.
    return (throttle.limit("login"), login.casefold(), address), (throttle.limit("logins"), address)


class Login(LoginView):
    """The page of the login form; a person already in goes home: a head to «Главное», others to the feed."""

    form_class = LoginForm
    template_name = "screens/login.html"
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        person = self.request.user
        leads = isinstance(person, Person) and offices.is_head(person)
        return reverse("head") if leads else super().get_default_redirect_url()


class Logout(LogoutView):
    """Going out, by POST only."""
