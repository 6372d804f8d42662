"""What all pictures share: colours, widths of text, words, saving."""
