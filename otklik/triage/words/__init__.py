"""Words of a text: phrases, names of places, cuts."""
