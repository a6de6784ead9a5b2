"""What 59-ФЗ says of a letter: the shelf of checks, their suggestions, the notice of a longer term."""
