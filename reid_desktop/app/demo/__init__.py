"""The demo: made-up phones, and the whole main job run on them."""
