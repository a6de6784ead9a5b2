"""How the product is put together: knows everything, known by none."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
