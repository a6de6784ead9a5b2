"""For tests: state in a folder of its own, quick passwords, no manifest."""

import os
import tempfile

os.environ.setdefault("OTKLIK_HOME", tempfile.mkdtemp(prefix="otklik-test-"))
os.environ.setdefault("OTKLIK_SECRET_KEY", "only-for-tests")

from config.settings.base import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CELERY_TASK_ALWAYS_EAGER = True
