"""What `messages/card.py` says."""

SENTENCES = {
    "The thread says more.": "पूरी बात थ्रेड में है।",
    "Taken back {when}": "{when} वापस लिए गए",
    "A reward request is no longer shown here.": "रिवॉर्ड का एक अनुरोध अब यहाँ नहीं दिखाया जाता।",
    "Given by {giver} {when} ({reward})": "{giver} ने {when} दिए ({reward})",
    "Given by {giver} {when}: {reason} ({reward})": "{giver} ने {when} दिए: {reason} ({reward})",
    "Asked in {channel}": "{channel} में अनुरोध किया गया",
    "The next tier was asked as well": "अगले स्तर से भी पूछा गया",
    "When asked: {same_as}": "अनुरोध के समय: {same_as}",
    "{person} passed it on to {other}": "{person} ने यह {other} को सौंपा",
    "Approved by {people}.": "{people} ने मंज़ूर किया।",
    "Ask why": "वजह पूछें",
    "Approve {what}": "मंज़ूर करें: {what}",
    "Decline {what}": "नामंज़ूर करें: {what}",
    "It is also the {same_as}.": "यह {same_as} भी है।",
    "Approve it knowing this?": "यह जानते हुए मंज़ूर करें?",
    "When this was asked, it was the {same_as}: the same giver, recipient and points. "
    "Approve it only if both are meant.": (
        "अनुरोध के समय यह {same_as} था: वही अनुरोधकर्ता, वही पाने वाले और उतने ही पॉइंट। दोनों देने हों, तभी मंज़ूर करें।"
    ),
    "The same twice?": "एक ही बात दो बार?",
}

PLURALS: dict[tuple[str, str], tuple[str, str]] = {}
