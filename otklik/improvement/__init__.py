"""From a cause to a measure to its effect."""
