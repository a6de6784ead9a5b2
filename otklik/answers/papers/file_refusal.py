"""A file that is not taken."""


class FileRefused(ValueError):
    """A file that can't be kept; the message says which, why and what to do (Russian)."""
