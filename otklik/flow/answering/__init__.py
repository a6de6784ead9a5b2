"""An answer on its way: whose hands it is in, approved, published, judged by its author."""
