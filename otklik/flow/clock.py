"""What runs by itself, and how often, in seconds."""

from celery.schedules import crontab

# Work that lasts minutes has a worker of its own: behind it an urgent letter would wait.
LONG = "long"
_LONG_WORK = (
    "run_import", "resume_imports", "ask_opinions", "retrain_topics", "sweep_likeness", "recount_terms",
    "post_digests", "learn_lateness", "tell_lateness", "write_big_columns", "mend_columns", "sweep_files",
    "index_answers", "publish_rankings", "count_ranking",
)  # fmt: skip
# What leaves for the outside waits for other people's servers: neither urgent letters nor imports stand behind it.
POST = "post"
_POST_WORK = ("send_waiting", "confirm_sent")
QUEUES = {
    **{f"otklik.flow.tasks.{name}": {"queue": LONG} for name in _LONG_WORK},
    **{f"otklik.flow.tasks.{name}": {"queue": POST} for name in _POST_WORK},
}

BEAT = {
    # A letter is on a page within seconds; a beat missed while the line is long expires instead of piling up.
    "walk_line": {"task": "otklik.flow.tasks.walk_line", "schedule": 2.0, "options": {"expires": 2.0}},
    "resume_imports": {"task": "otklik.flow.tasks.resume_imports", "schedule": 60.0, "options": {"expires": 50.0}},
    "end_waiting": {"task": "otklik.flow.tasks.end_waiting", "schedule": 60.0, "options": {"expires": 50.0}},
    "tell_phases": {"task": "otklik.flow.tasks.tell_phases", "schedule": 30.0, "options": {"expires": 25.0}},
    "ask_opinions": {"task": "otklik.flow.tasks.ask_opinions", "schedule": 30.0, "options": {"expires": 25.0}},
    # A recount is asked for by the page at once; the beat takes up what a killed worker left.
    "recount_terms": {"task": "otklik.flow.tasks.recount_terms", "schedule": 60.0, "options": {"expires": 50.0}},
    # The ladder's steps are in office time themselves; a look that finds nothing costs a few queries.
    "climb_ladder": {"task": "otklik.flow.tasks.climb_ladder", "schedule": 300.0, "options": {"expires": 240.0}},
    "look_at_approvals": {
        "task": "otklik.flow.tasks.look_at_approvals",
        "schedule": 60.0,
        "options": {"expires": 50.0},
    },
    "sweep_promises": {"task": "otklik.flow.tasks.sweep_promises", "schedule": 300.0, "options": {"expires": 240.0}},
    "post_digests": {"task": "otklik.flow.tasks.post_digests", "schedule": 60.0, "options": {"expires": 50.0}},
    # At night of the region, when nobody waits for the worker.
    "retrain_topics": {"task": "otklik.flow.tasks.retrain_topics", "schedule": crontab(hour=3, minute=20)},
    "sweep_likeness": {"task": "otklik.flow.tasks.sweep_likeness", "schedule": crontab(hour=4, minute=40)},
    "index_answers": {"task": "otklik.flow.tasks.index_answers", "schedule": crontab(hour=4, minute=50)},
    "learn_lateness": {"task": "otklik.flow.tasks.learn_lateness", "schedule": crontab(hour=3, minute=50)},
    "tell_lateness": {"task": "otklik.flow.tasks.tell_lateness", "schedule": crontab(minute=10)},
    "send_waiting": {"task": "otklik.flow.tasks.send_waiting", "schedule": 5.0, "options": {"expires": 4.0}},
    "confirm_sent": {"task": "otklik.flow.tasks.confirm_sent", "schedule": crontab(minute=25)},
    "sweep_files": {"task": "otklik.flow.tasks.sweep_files", "schedule": crontab(hour=4, minute=55)},
    # By day: what it lays is sent to people at once.
    "follow_silence": {"task": "otklik.flow.tasks.follow_silence", "schedule": crontab(hour=10, minute=20)},
    # Slices are at most so far behind; a month that takes long to write has the other worker, and rests by itself.
    "write_columns": {"task": "otklik.flow.tasks.write_columns", "schedule": 1.0, "options": {"expires": 2.0}},
    "write_big_columns": {
        "task": "otklik.flow.tasks.write_big_columns",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "mend_columns": {"task": "otklik.flow.tasks.mend_columns", "schedule": 600.0, "options": {"expires": 500.0}},
    # After the night's learning; what is published once is never counted again.
    "publish_rankings": {"task": "otklik.flow.tasks.publish_rankings", "schedule": crontab(hour=5, minute=10)},
    "count_ranking": {"task": "otklik.flow.tasks.count_ranking", "schedule": 900.0, "options": {"expires": 800.0}},
    "drip_demo": {"task": "otklik.flow.tasks.drip_demo", "schedule": 15.0, "options": {"expires": 10.0}},
}
