"""Delegates and widgets that draw."""
