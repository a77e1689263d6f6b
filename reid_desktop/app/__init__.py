"""Composition: start, wiring, settings, registry."""
