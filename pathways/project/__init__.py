"""What a project folder says: its settings, and the interview that writes them."""
