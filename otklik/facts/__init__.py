"""One flat row per question, read-only for all above."""
