"""Messages to authors: what left, what waits, what needs a person."""
