"""What the visitors module asks the database."""
