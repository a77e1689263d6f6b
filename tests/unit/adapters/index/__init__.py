"""Tests of the vector indexes."""
