"""The worker: the same code with a folder as broker on one machine, or RabbitMQ on many."""

import os

from celery import Celery

from otklik.flow.clock import BEAT, QUEUES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
app = Celery("otklik")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["otklik.flow"])
app.conf.beat_schedule = BEAT
app.conf.task_routes = QUEUES
