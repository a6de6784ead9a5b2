"""Coming in and going out."""

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView


class LoginForm(AuthenticationForm):
    """Login and password, with errors that say the way out."""

    error_messages = {
        "invalid_login": "Логин или пароль не подходят. Проверьте раскладку и Caps Lock; "
        "если забыли пароль, его сменит администратор.",
        "inactive": "Эта запись отключена. Обратитесь к администратору.",
    }


class Login(LoginView):
    """The page of the login form; a person already in goes to the feed."""

    form_class = LoginForm
    template_name = "screens/login.html"
    redirect_authenticated_user = True


class Logout(LogoutView):
    """Going out, by POST only."""
