"""Bodies, their people, roles, and what a role may do."""
