"""An answer while it is written: versions, parts of others, templates, what to borrow."""
