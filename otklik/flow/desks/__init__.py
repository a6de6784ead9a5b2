"""What people do with questions, and what undoes it."""
