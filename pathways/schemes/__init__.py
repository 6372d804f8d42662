"""The schemes that ship, and what another scheme would change."""
