"""The meeting file as a page."""
