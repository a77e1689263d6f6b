"""What is known of positions on the earth without a network."""
