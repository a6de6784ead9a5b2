"""What many appeals have in common."""
