"""Arithmetic of the map and the timeline: numpy only, no Qt."""
