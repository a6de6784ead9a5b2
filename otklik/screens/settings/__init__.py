"""Pages of the administrator: every rule of the region as a row that a person may change."""
