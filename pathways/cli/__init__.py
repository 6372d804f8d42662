"""The command line: parse, open, ask one question, print."""

from pathways.cli.app import main

__all__ = ["main"]
