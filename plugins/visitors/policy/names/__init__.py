"""Read and compare names of people as Kazakh, Russian and Latin letters write them; pure."""
