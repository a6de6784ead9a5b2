"""Bodies and municipalities in order."""
