"""How good a result is, measured against gold labels: numbers in, numbers out."""
