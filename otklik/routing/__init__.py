"""Who must answer."""
