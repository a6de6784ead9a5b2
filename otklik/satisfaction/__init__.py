"""Ask the citizen, hear the verdict."""
