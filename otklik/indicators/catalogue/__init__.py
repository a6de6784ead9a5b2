"""The shelf of indicators: one file, one measure over facts."""
