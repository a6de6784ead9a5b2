"""Questionnaires, votes, public discussions."""
