"""The line: the stages in order, and the guard that walks them."""
