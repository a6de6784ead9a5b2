"""How well the machine reads, counted on rows and on blind looks."""
