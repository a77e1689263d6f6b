"""Readers of what was seized: folders, archives, backups."""
