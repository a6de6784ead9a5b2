"""Measures over facts."""
