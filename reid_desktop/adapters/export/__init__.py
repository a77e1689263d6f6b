"""Case files, one module a format."""
