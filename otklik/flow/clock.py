"""What runs by itself, and how often, in seconds."""

BEAT = {
    # A letter is on a page within seconds; a beat missed while the line is long expires instead of piling up.
    "walk_line": {"task": "otklik.flow.tasks.walk_line", "schedule": 2.0, "options": {"expires": 2.0}},
    "resume_imports": {"task": "otklik.flow.tasks.resume_imports", "schedule": 60.0, "options": {"expires": 50.0}},
    "drip_demo": {"task": "otklik.flow.tasks.drip_demo", "schedule": 15.0, "options": {"expires": 10.0}},
}
