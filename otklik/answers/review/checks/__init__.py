"""The shelf of checks before publication: one file, one check."""
