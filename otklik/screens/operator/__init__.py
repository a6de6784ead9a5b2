"""The operator's desk: the feed, the card, letters, imports, quarantine."""
