"""The tests of reid-desktop."""
