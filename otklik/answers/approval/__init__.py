"""Who approves an answer, in rounds."""
