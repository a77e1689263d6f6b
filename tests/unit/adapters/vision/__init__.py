"""Tests of the vision adapters."""
