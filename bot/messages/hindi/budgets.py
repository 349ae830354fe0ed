"""What `messages/budgets.py` says."""

SENTENCES = {
    "The budget of {whose}": "{whose} के बजट",
    "The company's budget": "कंपनी के बजट",
    "Your budget": "आपके बजट",
    "*You own the budget of each giver of {each}:*": "*हर अनुरोधकर्ता के इस बजट की ज़िम्मेदारी आपकी है: {each}*",
    "*You own the budget of each department of {each}:*": "*हर विभाग के इस बजट की ज़िम्मेदारी आपकी है: {each}*",
    "*You own the company's budget of {each}:*": "*कंपनी के इस बजट की ज़िम्मेदारी आपकी है: {each}*",
    "this month": "इस महीने",
    "this quarter": "इस तिमाही",
    "this year": "इस साल",
    "{budget} has {number} of {points} left {now}": "{now} {budget} के {points} में से {number} बाक़ी हैं",
    "{budget} of {points} is overdrawn by {number} {now}": "{now} {budget} के {points} से {number} ज़्यादा लिए जा चुके हैं",
    "A budget that this counts against has not enough left.": "जिस बजट में यह गिना जाता है, उसमें इतने पॉइंट बाक़ी नहीं हैं।",
    "{left}, and this asks for more. It begins anew on {day}.": (
        "{left}, और यह अनुरोध इससे ज़्यादा का है। नया बजट {day} से शुरू होगा।"
    ),
    "{left}: {percent} % of it or more is taken. It begins anew on {day}; until then, requests beyond it are not "
    "recorded.": (
        "{left}: इसका {percent} % या उससे ज़्यादा लिया जा चुका है। नया बजट {day} से शुरू होगा; तब तक इससे ज़्यादा के अनुरोध दर्ज "
        "नहीं होंगे।"
    ),
    "No budget limits what you ask for.": "आपके अनुरोधों पर किसी बजट की सीमा नहीं है।",
    "Nothing is taken yet.": "अभी कुछ नहीं लिया गया है।",
    "{each} are your department's, and HR has not told me which department that is.": (
        "आपके विभाग के लिए {each} हैं, और HR ने नहीं बताया है कि वह कौन-सा विभाग है।"
    ),
    "{left}; it begins anew on {day}.": "{left}; नया बजट {day} से शुरू होगा।",
}

PLURALS: dict[tuple[str, str], tuple[str, str]] = {}
