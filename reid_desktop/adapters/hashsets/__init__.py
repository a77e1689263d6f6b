"""Sets of known files: NSRL and Project VIC."""
