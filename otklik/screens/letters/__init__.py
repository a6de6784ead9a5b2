"""Outgoing letters: the registry, one letter, a new letter or a draft of an act."""
