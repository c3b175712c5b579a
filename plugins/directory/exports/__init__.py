"""What leaves the directory: cards for telephones, papers, packages for other directories."""
