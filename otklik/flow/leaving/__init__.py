"""Messages leave for their authors, each once."""
