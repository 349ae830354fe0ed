"""What several modules of `messages/` say."""

SENTENCES = {
    "I will tell you directly what came of it.": "जो भी होगा, आपको सीधे मैसेज से बताया जाएगा।",
    "this person": "इस व्यक्ति",
    ".": "।",
    "and {number} more": "और {number} भी",
    "Cancel {what}": "रद्द करें: {what}",
    "Nothing has changed.": "कुछ नहीं बदला है।",
    "Cancel": "रद्द करें",
    "{day} at {time}": "{day}, {time}",
    "Please don't ask for this reward a second time.": "कृपया इस रिवॉर्ड के लिए दूसरी बार अनुरोध न करें।",
    "somebody": "किसी",
    "Approve less": "कम मंज़ूर करें",
    "Ask the giver": "अनुरोधकर्ता से पूछें",
    "Pass it on": "किसी और को सौंपें",
    "Approve": "मंज़ूर करें",
    "Decline": "नामंज़ूर करें",
    "Back": "वापस जाएँ",
    "No points moved.": "पॉइंट जहाँ थे, वहीं हैं।",
    "Ask": "भेजें",
    "Shows {value}": "{value} की मिसाल",
    "{points} for {recipients}, {total} in all": "{recipients} के लिए {points}, कुल {total}",
    "{points} for {recipients}": "{recipients} के लिए {points}",
    "{limit} for {people}": "{limit}, {people} के लिए",
    "{points} each": "प्रति व्यक्ति {points}",
    "{number} more": "{number} और",
    "It happened": "यह हुआ था",
    "Give it up": "छोड़ दें",
    "Reply": "जवाब दें",
}

PLURALS: dict[tuple[str, str], tuple[str, str]] = {
    ("{number} person", "{number} people"): ("{number} व्यक्ति", "{number} लोगों"),
    ("{number} request", "{number} requests"): ("{number} अनुरोध", "{number} अनुरोध"),
}
