"""«Контроль»: what is late or will be, by whose fault, and what to do about it."""
