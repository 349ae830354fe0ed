"""What `messages/deciding.py` says."""

SENTENCES = {
    "Please write a whole number of points.": "कृपया पॉइंट पूरी संख्या में लिखें।",
    "It is {points} now, so please write fewer. To approve {number}, use Approve.": (
        "अभी {points} हैं, इसलिए कृपया इससे कम लिखें। {number} ही मंज़ूर करने हों, तो मंज़ूर करें दबाएँ।"
    ),
    "A reward has {points} at least; please write as many or more.": (
        "रिवॉर्ड कम से कम {points} का होता है; कृपया इतने या इससे ज़्यादा लिखें।"
    ),
    "Points are given in whole multiples of {step}; please write one of those.": (
        "पॉइंट {step} के गुणकों में ही दिए जाते हैं; कृपया ऐसी ही कोई संख्या लिखें।"
    ),
    "{points} is the least that can be given, so there is nothing less to approve.": (
        "कम से कम {points} ही दिए जा सकते हैं, इसलिए इससे कम मंज़ूर नहीं हो सकते।"
    ),
    "That is you. Please choose somebody else.": "यह तो आप हैं। कृपया किसी और को चुनें।",
    "They asked for this one, so somebody else decides. Please choose another person.": (
        "यह अनुरोध इन्हीं का है, इसलिए फ़ैसला किसी और का होगा। कृपया किसी और को चुनें।"
    ),
    "This one is for them, so somebody else decides. Please choose another person.": (
        "यह रिवॉर्ड इन्हीं के लिए है, इसलिए फ़ैसला किसी और का होगा। कृपया किसी और को चुनें।"
    ),
    "They have approved this one already. Please choose another person.": (
        "इनकी मंज़ूरी पहले ही मिल चुकी है। कृपया किसी और को चुनें।"
    ),
    "They are not among those who may decide on this one. Please choose another person.": (
        "इस पर फ़ैसले का अधिकार इनके पास नहीं है। कृपया किसी और को चुनें।"
    ),
    "They are away, and have left their decisions to you. Please choose another person.": (
        "ये अभी छुट्टी पर हैं, और इनके फ़ैसले आपको सौंपे गए हैं। कृपया किसी और को चुनें।"
    ),
    "Without you, too few are left who can decide on this one, so it stays with you.": (
        "आपके बिना इस पर फ़ैसला करने के लिए काफ़ी लोग नहीं बचते, इसलिए यह आपके ही पास रहेगा।"
    ),
}

PLURALS: dict[tuple[str, str], tuple[str, str]] = {}
