"""Use cases over ports: importing, analysing, searching, exporting, verifying."""
