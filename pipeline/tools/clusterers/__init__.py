"""Ways to find groups among vectors."""
