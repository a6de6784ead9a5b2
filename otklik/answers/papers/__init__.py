"""Files and letters on paper: checked, kept, numbered, printed."""
