"""What `messages/phrases.py` says."""

SENTENCES = {
    "a direct message": "एक डायरेक्ट मैसेज",
    "{sentence} The reason: {reason}.": "{sentence} वजह: {reason}।",
    "this message": "इस मैसेज",
    "For {message}": "{message} के लिए",
    "on {moment}": "{moment} को",
    "{points} ({asked} were asked for)": "{points} (अनुरोध {asked} का था)",
    "for {what}": "{what}",
    "{asked}; it is {points} by now": "{asked} (अब {points})",
    "{giver} would like to reward {recipients} with {points}.": (
        "{giver} की ओर से {recipients} को रिवॉर्ड में {points} देने का अनुरोध।"
    ),
    "{giver} rewarded {recipients} with {points} 🎉": "{giver} ने {recipients} को {points} का रिवॉर्ड दिया 🎉",
    "the {points} for {recipient}": "{recipient} के {points}",
    "{deputy} for {person}": "{person} की जगह {deputy}",
    "{earlier} for one or more of them": "{earlier} में इनमें से एक या ज़्यादा के लिए",
    "{earlier} for the same person": "{earlier} में इसी व्यक्ति के लिए",
    "as many points as {earlier}, less than a minute ago": "उतने ही पॉइंट, जितने अभी-अभी {earlier} माँगे गए",
}

PLURALS = {
    ("{number} other", "{number} others"): ("{number} और", "{number} और"),
    ("was taken back {when}", "were taken back {when}"): ("{when} वापस लिया गया", "{when} वापस लिए गए"),
    ("as many points as {earlier}, {number} minute ago", "as many points as {earlier}, {number} minutes ago"): (
        "उतने ही पॉइंट, जितने {number} मिनट पहले {earlier} माँगे गए",
        "उतने ही पॉइंट, जितने {number} मिनट पहले {earlier} माँगे गए",
    ),
}
