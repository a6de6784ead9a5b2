"""«Карта»: municipalities shaded by a measure, and the questions as points."""
