"""What `messages/standing.py` says."""

SENTENCES = {
    "Already approved.": "यह पहले ही मंज़ूर हो चुका है।",
    "Already approved by {decider} {when}.": "{decider} ने {when} इसे पहले ही मंज़ूर कर दिया है।",
    "Already declined.": "यह पहले ही नामंज़ूर हो चुका है।",
    "Already declined by {decider} {when}.": "{decider} ने {when} इसे पहले ही नामंज़ूर कर दिया है।",
    "Declined.": "नामंज़ूर।",
    "Declined by {decider} {when}.": "{decider} ने {when} इसे नामंज़ूर किया।",
    "Nobody decided by {until}, so this request has ended.": (
        "{until} तक किसी ने फ़ैसला नहीं किया, इसलिए यह अनुरोध ख़त्म हो गया।"
    ),
    "My records were restored from a backup, and a person has ended this request{when}.": (
        "मेरे रिकॉर्ड बैकअप से वापस लाए गए हैं, और एक व्यक्ति ने{when} यह अनुरोध ख़त्म कर दिया है।"
    ),
    "{giver} cancelled this request{when}.": "{giver} ने{when} यह अनुरोध रद्द किया।",
    "Nobody it was for can receive points any more, so this request was closed{when}.": (
        "जिनके लिए यह था, उनमें से किसी को अब पॉइंट नहीं दिए जा सकते, इसलिए{when} यह अनुरोध बंद कर दिया गया।"
    ),
    "The person it was for can no longer receive points, so this request was closed{when}.": (
        "जिनके लिए यह था, उन्हें अब पॉइंट नहीं दिए जा सकते, इसलिए{when} यह अनुरोध बंद कर दिया गया।"
    ),
    "The reason, shown to you alone: {reason}.": "वजह, जो सिर्फ़ आपको दिखाई जा रही है: {reason}।",
    "{giver} can ask again.": "{giver} की ओर से फिर से अनुरोध किया जा सकता है।",
    "Nothing more happens by itself.": "अब अपने-आप कुछ और नहीं होगा।",
    "The request's thread will say what came of it.": "जो भी होगा, इस अनुरोध के थ्रेड में बताया जाएगा।",
    "Please don't ask for these rewards a second time.": "कृपया इन रिवॉर्ड के लिए दूसरी बार अनुरोध न करें।",
}

PLURALS: dict[tuple[str, str], tuple[str, str]] = {}
