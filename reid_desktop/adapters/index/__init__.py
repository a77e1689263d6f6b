"""Nearest-vector search, exact and approximate."""
