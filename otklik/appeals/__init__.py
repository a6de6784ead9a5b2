"""What an appeal is."""
