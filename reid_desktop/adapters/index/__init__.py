"""Finding the nearest vectors: exactly, or through a graph kept on disk."""
