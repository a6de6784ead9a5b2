"""What every instance shares; each OTKLIK_* variable is described in docs/how-to/settings.md."""

import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

# Small matrices: threads of the linear algebra wait for one another and take twice the CPU. Before numpy is loaded.
for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

ROOT = Path(__file__).resolve().parent.parent.parent
HOME = Path(os.environ.get("OTKLIK_HOME", ROOT / "var")).resolve()
HOME.mkdir(parents=True, exist_ok=True)
OTKLIK_HOME = HOME
OTKLIK_MODELS_KEPT = int(os.environ.get("OTKLIK_MODELS_KEPT", "10"))
OTKLIK_SECOND_OPINION = os.environ.get("OTKLIK_SECOND_OPINION", "1") == "1"


def _secret_key() -> str:
    """OTKLIK_SECRET_KEY, or a key made once and kept in the state folder."""
    if "OTKLIK_SECRET_KEY" in os.environ:
        return os.environ["OTKLIK_SECRET_KEY"]
    kept = HOME / "secret_key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50))
    return kept.read_text()


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("OTKLIK_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("OTKLIK_ORIGINS", "").split(",") if origin]

ROOMS = [
    "screens", "api", "flow", "improvement", "ranking", "indicators", "facts", "satisfaction", "answers", "deadlines",
    "routing", "triage", "intake", "appeals", "reference", "offices", "citizens", "gateways",
]  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "ninja",
    *(f"otklik.{room}" for room in ROOMS),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # The last to see a request and still before the view and the check of its token, which read the body.
    "otklik.screens.ceiling.RequestCeiling",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "otklik.screens.frame.frame",
            ],
        },
    }
]

AUTH_USER_MODEL = "offices.Person"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "feed"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

DATABASES = {"default": dj_database_url.parse(os.environ.get("OTKLIK_DATABASE", f"sqlite:///{HOME}/otklik.sqlite3"))}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # FULL: an accepted letter survives a power cut, not only a killed process.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
        " PRAGMA cache_size=-32768; PRAGMA foreign_keys=ON;",
    }
DATABASES["default"]["CONN_MAX_AGE"] = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "ru"
TIME_ZONE = os.environ.get("OTKLIK_TIME_ZONE", "Asia/Yekaterinburg")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = HOME / "files"
# An import table of two gigabytes goes to disk in pieces, never to memory.
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 << 20
# Files of questions, in megabytes, and how many a question may have; a whole request, but for tables of imports.
OTKLIK_PHOTO_MB = int(os.environ.get("OTKLIK_PHOTO_MB", "10"))
OTKLIK_FILE_MB = int(os.environ.get("OTKLIK_FILE_MB", "20"))
OTKLIK_FILES_A_QUESTION = int(os.environ.get("OTKLIK_FILES_A_QUESTION", "40"))
OTKLIK_REQUEST_MB = int(os.environ.get("OTKLIK_REQUEST_MB", "64"))

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

CELERY_BROKER_URL = os.environ.get("OTKLIK_BROKER", "filesystem://")
if CELERY_BROKER_URL == "filesystem://":
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(HOME / "broker" / "queue"),
        "data_folder_out": str(HOME / "broker" / "queue"),
        "control_folder": str(HOME / "broker" / "control"),
    }
    for folder in ("queue", "control"):
        (HOME / "broker" / folder).mkdir(parents=True, exist_ok=True)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE

# A second opinion of an outside language model; off while there is no address and no model.
OTKLIK_LLM_URL = os.environ.get("OTKLIK_LLM_URL", "")
OTKLIK_LLM_KEY = os.environ.get("OTKLIK_LLM_KEY", "")
OTKLIK_LLM_MODEL = os.environ.get("OTKLIK_LLM_MODEL", "")
OTKLIK_LLM_TIMEOUT_S = float(os.environ.get("OTKLIK_LLM_TIMEOUT_S", "20"))
OTKLIK_LLM_REQUESTS_A_DAY = int(os.environ.get("OTKLIK_LLM_REQUESTS_A_DAY", "500"))
OTKLIK_LLM_TOKENS_A_DAY = int(os.environ.get("OTKLIK_LLM_TOKENS_A_DAY", "500000"))

# The engine that counts slices: duckdb:// in the process, or clickhouse://, spark://, postgres:// elsewhere.
OTKLIK_ENGINE = os.environ.get("OTKLIK_ENGINE", "duckdb://?memory_limit=1GB&threads=2")

# Digests of the ladder of escalation; off while there is no host. Links in them begin with the address of the site.
OTKLIK_SMTP_HOST = os.environ.get("OTKLIK_SMTP_HOST", "")
OTKLIK_SMTP_PORT = int(os.environ.get("OTKLIK_SMTP_PORT", "25"))
OTKLIK_SMTP_USER = os.environ.get("OTKLIK_SMTP_USER", "")
OTKLIK_SMTP_PASSWORD = os.environ.get("OTKLIK_SMTP_PASSWORD", "")
OTKLIK_SMTP_SECURITY = os.environ.get("OTKLIK_SMTP_SECURITY", "none")
OTKLIK_SMTP_FROM = os.environ.get("OTKLIK_SMTP_FROM", "otklik@localhost")
OTKLIK_SMTP_TIMEOUT_S = float(os.environ.get("OTKLIK_SMTP_TIMEOUT_S", "15"))
# Seconds in which a source must answer the message of an answer.
OTKLIK_WEBHOOK_TIMEOUT_S = float(os.environ.get("OTKLIK_WEBHOOK_TIMEOUT_S", "10"))
OTKLIK_SITE_URL = os.environ.get("OTKLIK_SITE_URL", "http://localhost:8000").rstrip("/")
# Whether links in an answer are tried before it is published.
OTKLIK_CHECK_LINKS = os.environ.get("OTKLIK_CHECK_LINKS", "") == "1"
# How long an author's link opens their question after it was last told to them.
OTKLIK_LINK_DAYS = int(os.environ.get("OTKLIK_LINK_DAYS", "180"))

# How often one address, link or login may do a thing: times/seconds. Each process of the server counts for itself.
OTKLIK_LIMITS = {
    "login": os.environ.get("OTKLIK_LIMIT_LOGIN", "10/600"),
    "logins": os.environ.get("OTKLIK_LIMIT_LOGINS", "50/600"),
    "looks": os.environ.get("OTKLIK_LIMIT_LOOKS", "240/60"),
    "forged": os.environ.get("OTKLIK_LIMIT_FORGED", "60/600"),
    "link": os.environ.get("OTKLIK_LIMIT_LINK", "20/600"),
    "letters": os.environ.get("OTKLIK_LIMIT_LETTERS", "30/3600"),
}
OTKLIK_PROXIES = int(os.environ.get("OTKLIK_PROXIES", "0"))
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 50_000}},
}
# Sites that may show the public form in a frame of theirs; none: it opens only by itself.
OTKLIK_FORM_SITES = [site for site in os.environ.get("OTKLIK_FORM_SITES", "").split(",") if site]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"links": {"()": "otklik.screens.discreet.HideLinks"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["links"]}},
    "root": {"handlers": ["console"], "level": os.environ.get("OTKLIK_LOG_LEVEL", "WARNING")},
}
