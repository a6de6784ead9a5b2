"""Documents made from facts."""
