"""Model cards, inference sessions, detectors and embedders."""
