"""Any file as a table of texts."""
