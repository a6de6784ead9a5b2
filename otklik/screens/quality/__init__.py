"""«Качество разбора»: whether the machine's reading may be trusted, and where it should decide alone."""
