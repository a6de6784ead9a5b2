"""Who wrote: the only room with personal data."""
