"""What `messages/text.py` says."""

SENTENCES = {
    "the giver's manager": "अनुरोधकर्ता के मैनेजर",
    "{some} and {last}": "{some} और {last}",
    "{some} or {last}": "{some} या {last}",
}

PLURALS = {
    ("{number} point", "{number} points"): ("{number} पॉइंट", "{number} पॉइंट"),
    ("this {number} point", "these {number} points"): ("इस {number} पॉइंट", "इन {number} पॉइंट"),
}
