"""The page of a head of a region, and the passports of bodies and places."""
