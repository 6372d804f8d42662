"""What exports of other systems look like: one small module for each system."""
