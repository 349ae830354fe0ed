"""What `messages/listed.py` says."""

SENTENCES = {
    "{who} asked this in your name, at Shabash's command line.": (
        "{who} ने शाबाश की कमांड लाइन पर यह अनुरोध आपके नाम से किया।"
    ),
    "If you did not want that, cancel it.": "अगर यह आपकी इच्छा से नहीं था, तो इसे रद्द करें।",
}

PLURALS: dict[tuple[str, str], tuple[str, str]] = {}
