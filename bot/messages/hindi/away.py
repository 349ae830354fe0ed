"""What `messages/away.py` says."""

SENTENCES = {
    "Who decides for you? Name one person, picked from the list that Slack shows as you type @: {example}": (
        "आपकी जगह फ़ैसला कौन करेगा? एक व्यक्ति का नाम दें, @ लिखने पर Slack जो सूची दिखाता है, उसमें से चुनकर: {example}"
    ),
    "Until when? I read a weekday, `tomorrow`, a day like `2026-12-04`, or `for 3 days`: {example}": (
        "कब तक? सप्ताह का दिन (जैसे `Friday`), `tomorrow`, `2026-12-04` जैसी तारीख़, या `for 3 days` लिखें: {example}"
    ),
    "That day is over already. Name one that is still to come: {example}": (
        "वह दिन बीत चुका है। कोई आने वाला दिन लिखें: {example}"
    ),
    "That is longer than {days} days. For so long the policy should name somebody else.": (
        "यह {days} दिनों से ज़्यादा है। इतने समय के लिए पॉलिसी में किसी और का नाम होना चाहिए।"
    ),
    "You can't decide for yourself while you are away. Name another approver: {example}": (
        "छुट्टी के दौरान अपनी जगह ख़ुद को नहीं चुना जा सकता। मंज़ूरी देने वाले किसी और व्यक्ति का नाम दें: {example}"
    ),
    "You are not among the approvers, so there is nothing to hand over.": (
        "मंज़ूरी देने वालों में आपका नाम नहीं है, इसलिए सौंपने को कुछ नहीं है।"
    ),
    "Only an approver can decide for you, and the policy does not name this person as one, or they are no active "
    "full member. Name another approver: {example}": (
        "आपकी जगह वही फ़ैसला कर सकते हैं, जिन्हें मंज़ूरी देने का अधिकार है। पॉलिसी में इस व्यक्ति का नाम ऐसे नहीं है, या वे सक्रिय पूर्ण "
        "सदस्य नहीं हैं। मंज़ूरी देने वाले किसी और व्यक्ति का नाम दें: {example}"
    ),
    "`{command} away @farah until Friday`": "`{command} away @farah until Friday`",
    "{away} They know. `{command} back` ends it earlier.": (
        "{away} उन्हें बता दिया गया है। `{command} back` से यह पहले ही ख़त्म हो जाएगा।"
    ),
    "You decide for {person} until {until}.": "{until} तक {person} की जगह फ़ैसला आपके हाथ में है।",
    "{away} `{command} back` ends it.": "{away} `{command} back` से यह ख़त्म हो जाएगा।",
    "`{command} away @farah until Friday` hands your decisions to another approver.": (
        "`{command} away @farah until Friday` से आपके फ़ैसले मंज़ूरी देने वाले किसी और व्यक्ति को सौंपे जाते हैं।"
    ),
    "You are not away.": "आप छुट्टी पर नहीं हैं।",
    "You were not away, so nothing has changed.": "आप छुट्टी पर नहीं थे, इसलिए कुछ नहीं बदला है।",
    "Welcome back. {deputy} decides for you no longer, and knows.": (
        "वापसी पर स्वागत है। आपकी जगह फ़ैसला अब {deputy} के हाथ में नहीं है, और उन्हें बता दिया गया है।"
    ),
    "{person} is away until {until}, and has named you to decide for them meanwhile. You get the requests that wait "
    "for them, but none that you asked for or receive. Where you may decide anyway, you decide for yourself, and "
    "count once.": (
        "{person} {until} तक छुट्टी पर हैं, और तब तक उनके फ़ैसले आपको सौंपे गए हैं। जो अनुरोध उनका इंतज़ार कर रहे हैं, वे आपको मिलेंगे, पर "
        "वे नहीं, जो आपने किए हैं या जो आपके लिए हैं। जहाँ फ़ैसला वैसे भी आपके हाथ में है, वहाँ वह आपका अपना फ़ैसला होगा, और एक ही गिना "
        "जाएगा।"
    ),
    "You no longer decide for {person}, as you were to until {until}. You need do nothing.": (
        "{person} की जगह फ़ैसला, जो {until} तक आपके हाथ में होना था, अब आपके हाथ में नहीं है। आपको कुछ नहीं करना है।"
    ),
    "{who} decides for you until {until}; you still can as well.": (
        "{until} तक आपकी जगह फ़ैसला {who} के हाथ में है, और आपके हाथ में भी।"
    ),
    "{who} decides for you until {until}; you still can as well. Where they may decide anyway, they decide for "
    "themselves, and count once.": (
        "{until} तक आपकी जगह फ़ैसला {who} के हाथ में है, और आपके हाथ में भी। जहाँ फ़ैसला वैसे भी उनके हाथ में है, वहाँ वह उनका अपना "
        "फ़ैसला होगा, और एक ही गिना जाएगा।"
    ),
    "You are away until {until}, and {who} may decide anyway on all that you decide on: for themselves, not for you. "
    "Where the others are enough, I ask them and not you; you still can decide as well.": (
        "आप {until} तक छुट्टी पर हैं, और जो फ़ैसले आपके हाथ में हैं, वे सब वैसे भी {who} के हाथ में हैं: अपनी ओर से, आपकी जगह नहीं। जहाँ "
        "बाक़ी लोग काफ़ी हैं, वहाँ आपकी जगह उन्हीं से कहा जाएगा; फ़ैसला तब भी आपके हाथ में रहेगा।"
    ),
    "They decide for {people} already, and on one request for one of you.": (
        "वे {people} की जगह पहले से फ़ैसला करते हैं, और एक अनुरोध पर आप में से एक ही की जगह।"
    ),
    "They are away too just now, and whoever decides for them does not decide for you.": (
        "इस समय वे भी छुट्टी पर हैं, और उनकी जगह फ़ैसला करने वाले आपकी जगह फ़ैसला नहीं करते।"
    ),
}

PLURALS: dict[tuple[str, str], tuple[str, str]] = {}
