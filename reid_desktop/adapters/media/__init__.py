"""Stills and videos to upright pixels, and the facts in their metadata."""
