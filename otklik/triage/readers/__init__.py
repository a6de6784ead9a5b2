"""The shelf of readers: one file, one reader."""
