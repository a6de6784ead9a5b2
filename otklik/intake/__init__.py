"""From any channel to one shape."""
