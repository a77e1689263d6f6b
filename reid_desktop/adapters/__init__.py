"""Everything that touches the world; sibling families never import one another."""
