"""Records in and out: files into a store, a record into files."""
