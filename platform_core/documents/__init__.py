"""Documents that people read and sign: versions in three languages with hashes, and the signatures."""
