"""Set-up, catalogues, packaging and the test run: what surrounds the product and is not in it."""
