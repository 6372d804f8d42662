"""Duty of care, and who is who: forget, retain, inventory; suggest, merge, unmerge."""
