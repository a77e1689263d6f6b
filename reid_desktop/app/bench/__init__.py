"""Measurements of this machine and of the program on it."""
