"""What `messages/waiting.py` says."""

SENTENCES = {
    "Nothing waits for you: no request needs your decision, and none of yours is undecided or on its way.": (
        "अभी कुछ बाक़ी नहीं है: किसी अनुरोध को आपके फ़ैसले का इंतज़ार नहीं है, और आपका कोई अनुरोध न फ़ैसले के इंतज़ार में है, न रास्ते में।"
    ),
    "Waiting for your decision": "आपके फ़ैसले के इंतज़ार में",
    "You asked, and nobody has decided yet": "आपके अनुरोध, जिन पर अभी फ़ैसला नहीं हुआ",
    "Approved, and on its way": "मंज़ूर, और रास्ते में",
    "until {deadline}": "{deadline} तक",
}

PLURALS: dict[tuple[str, str], tuple[str, str]] = {}
