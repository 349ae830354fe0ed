"""What `messages/marking.py` says."""

SENTENCES = {"TEST, no real points.": "टेस्ट, असली पॉइंट नहीं।"}

PLURALS: dict[tuple[str, str], tuple[str, str]] = {}
