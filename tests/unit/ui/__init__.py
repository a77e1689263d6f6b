"""Tests of what the window computes without Qt."""
