"""Facts of the world, versioned, with source and date."""
