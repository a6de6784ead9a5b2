"""Draft, check, approve, publish."""
