"""Thin: each command calls one room."""
