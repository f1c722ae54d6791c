"""Schmerzpunkt: from free-text pain points to a reviewed map of AI potentials."""

__version__ = "0.1.0"
