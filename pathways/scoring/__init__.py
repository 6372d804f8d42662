"""Points and what is made of them: the ledger, weights, thresholds, contact, give and get."""
