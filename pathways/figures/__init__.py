"""Can percentages that somebody printed be true?"""
