"""The embedded store: a folder with Parquet and a manifest, and one writer at a time."""
