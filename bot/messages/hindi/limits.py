"""What `messages/limits.py` says."""

SENTENCES = {
    "There is a limit to what one giver may ask": "एक अनुरोधकर्ता कितने पॉइंट का अनुरोध कर सकते हैं, इसकी एक सीमा है",
    "One giver may ask for {allowed} for one person, and you have none left": (
        "एक अनुरोधकर्ता एक व्यक्ति के लिए {allowed} तक का अनुरोध कर सकते हैं, और आपके पास कुछ बाक़ी नहीं है"
    ),
    "One giver may ask for {allowed} for one person, and you have {left} left": (
        "एक अनुरोधकर्ता एक व्यक्ति के लिए {allowed} तक का अनुरोध कर सकते हैं, और आपके पास {left} बाक़ी हैं"
    ),
    "One giver may ask for {allowed} for one person: {left} left": (
        "एक अनुरोधकर्ता एक व्यक्ति के लिए {allowed} तक का अनुरोध कर सकते हैं: {left} बाक़ी"
    ),
    "One giver may ask for {allowed} for one person: none left": (
        "एक अनुरोधकर्ता एक व्यक्ति के लिए {allowed} तक का अनुरोध कर सकते हैं: कुछ बाक़ी नहीं"
    ),
    "{points} each month": "हर महीने {points}",
    "{points} each quarter": "हर तिमाही {points}",
    "{points} each year": "हर साल {points}",
}

PLURALS = {
    (
        "{points} in {number} day",
        "{points} in {number} days",
    ): (
        "{number} दिन में {points}",
        "{number} दिनों में {points}",
    ),
}
