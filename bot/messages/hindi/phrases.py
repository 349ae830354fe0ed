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
    "{earlier} for at least one of them": "इनमें से कम से कम एक के लिए {earlier}",
    "same as {earlier}, less than a minute ago": "अभी-अभी के {earlier} जैसा ही",
}

PLURALS = {
    ("{number} other", "{number} others"): ("{number} और", "{number} और"),
    ("was taken back {when}", "were taken back {when}"): ("{when} वापस लिया गया", "{when} वापस लिए गए"),
    ("same as {earlier}, {number} minute ago", "same as {earlier}, {number} minutes ago"): (
        "{number} मिनट पहले के {earlier} जैसा ही",
        "{number} मिनट पहले के {earlier} जैसा ही",
    ),
}
