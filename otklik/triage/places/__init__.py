"""How places are told in a text: words, names, streets, houses, settlements, landmarks, routes."""
