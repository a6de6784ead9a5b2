"""What personal data looks like in a text, kind by kind."""
