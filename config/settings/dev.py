"""For a developer's machine: errors shown on the page."""

from config.settings.base import *  # noqa: F403

DEBUG = True
