"""What, where, how urgent, seen before."""
