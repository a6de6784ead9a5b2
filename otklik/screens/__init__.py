"""Pages for people, a folder per desk."""
