"""Zones and names of positions."""
