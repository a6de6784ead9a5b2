"""By when an answer is owed."""
