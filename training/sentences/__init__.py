"""The three steps in which the shipped sentence encoder is made."""
