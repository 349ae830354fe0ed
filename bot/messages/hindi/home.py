"""What `messages/home.py` says."""

SENTENCES = {
    "Give a reward: opens a form": "रिवॉर्ड दें: एक फ़ॉर्म खुलता है",
    "What waits": "क्या बाक़ी है",
    "What you asked for lately": "हाल के आपके अनुरोध",
    "What you received lately": "हाल में आपको मिले पॉइंट",
    "How to reward somebody": "किसी को रिवॉर्ड कैसे दें",
    "For you alone, as it stood {when}. It is drawn anew whenever you open it.": (
        "यह सिर्फ़ आपके लिए है, जैसा {when} था। जब भी इसे खोलें, यह नए सिरे से बनता है।"
    ),
    "Budgets": "बजट",
    "`{command} history` shows the rest, ten to a page.": "`{command} history` से बाक़ी सब दिखता है, हर पेज पर दस।",
    "You gave": "आपने दिए",
    "You received": "आपको मिले",
    "The last six months": "पिछले छह महीने",
    "Points that have arrived, in the month in which they were asked for.": (
        "जो पॉइंट पहुँच चुके हैं, उस महीने में जब उनका अनुरोध हुआ।"
    ),
    "{month} {amount} {bar}": "{amount} {bar} {month}",
    "Press *{title}* above, or type: `{command} @asha 100 for shipping the demo`": (
        "ऊपर *{title}* दबाएँ, या लिखें: `{command} @asha 100 for shipping the demo`"
    ),
    "In a message's menu (⋮), *{shortcut}* rewards its author. `{command} help` shows what else there is.": (
        "किसी मैसेज के मेन्यू (⋮) में *{shortcut}* से उसे लिखने वाले को रिवॉर्ड दें। और क्या-क्या हो सकता है, `{command} help` से देखें।"
    ),
}

PLURALS: dict[tuple[str, str], tuple[str, str]] = {}
