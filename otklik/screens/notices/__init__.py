"""What a person was told, the log of escalations, and one's own absence."""
