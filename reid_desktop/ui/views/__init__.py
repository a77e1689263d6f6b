"""The screens of the main window; strangers to one another."""
