"""«Срезы»: figures cut by any dimensions, their rows, kept slices, the shelf of indicators."""
