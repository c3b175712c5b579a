"""Human Services Data (HSDS 3.0): its objects, how they nest, and what each of them must say."""
