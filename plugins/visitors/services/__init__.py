"""What changes something in the visitors module: load, decide, save, record."""
