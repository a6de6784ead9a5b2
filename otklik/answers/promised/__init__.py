"""Promises: read in a text, controlled until kept or broken."""
