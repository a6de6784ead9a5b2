"""Pages of interdepartmental groups."""
