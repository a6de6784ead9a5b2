"""The same again: found in batches against the last ninety days."""
