"""Cases that lie encrypted while nobody works on them."""
