"""One file per outside system; the only place that opens a connection."""
