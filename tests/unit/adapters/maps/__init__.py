"""Tests of adapters.maps."""
