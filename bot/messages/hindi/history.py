"""What `messages/history.py` says."""

SENTENCES = {
    "Your history ends before page {page}. `{command} history` begins with the newest.": (
        "आपका इतिहास पेज {page} से पहले ही ख़त्म हो जाता है। `{command} history` से सबसे नए दिखते हैं।"
    ),
    "You have not asked for a reward yet, and none has reached you yet. "
    "To reward somebody: `{command} @asha 100 for shipping the demo`": (
        "अभी तक आपने किसी रिवॉर्ड का अनुरोध नहीं किया है, और आपको कोई रिवॉर्ड नहीं मिला है। "
        "किसी को रिवॉर्ड देने के लिए: `{command} @asha 100 for shipping the demo`"
    ),
    "*What you asked for, and what reached you:* newest first, page {page}": (
        "*आपके अनुरोध, और आपको मिले पॉइंट:* सबसे नए पहले, पेज {page}"
    ),
    "These were the newest {number}; I list no more than that.": "ये सबसे नए {number} थे; सूची इससे आगे नहीं जाती।",
    "Asked {when}": "{when} अनुरोध किया गया",
    "{points} from {giver}": "{giver} की ओर से {points}",
    "Earlier": "पहले के",
    "Earlier requests and rewards": "पहले के अनुरोध और रिवॉर्ड",
    "Later": "बाद के",
    "Later requests and rewards": "बाद के अनुरोध और रिवॉर्ड",
}

PLURALS: dict[tuple[str, str], tuple[str, str]] = {}
