"""Numbers that know nothing of engagements: rates, comparisons, survival, rankings."""
