"""What `messages/direct.py` says."""

SENTENCES = {
    "{giver} rewarded you with {points} 🎉": "{giver} ने आपको {points} का रिवॉर्ड दिया 🎉",
    "{who} did not approve {what}. No points moved.": ("{who} ने यह मंज़ूर नहीं किया: {what}। पॉइंट जहाँ थे, वहीं हैं।"),
    "{who} did not approve {what}: {reason}. No points moved. I have shown this reason to you alone.": (
        "{who} ने यह मंज़ूर नहीं किया: {what}। वजह: {reason}। पॉइंट जहाँ थे, वहीं हैं। यह वजह सिर्फ़ आपको दिखाई जा रही है।"
    ),
    "{who} approved {points} for {recipients}; you asked for {asked}.": (
        "{who} ने {recipients} के लिए {points} मंज़ूर किए; आपका अनुरोध {asked} का था।"
    ),
    "{by} passed this one on to you: {can_decide}.": "{by} ने यह अनुरोध आपको सौंपा है: {can_decide}।",
    "{by} passed this one on to {person}, who is away and has named you: {can_decide}.": (
        "{by} ने यह अनुरोध {person} को सौंपा है, जो छुट्टी पर हैं और जिन्होंने आपका नाम दिया है: {can_decide}।"
    ),
    "Nobody decided on {what} by {deadline}, so the request has ended. No points moved.": (
        "{deadline} तक किसी ने इस पर फ़ैसला नहीं किया: {what}। इसलिए अनुरोध समाप्त हो गया है। पॉइंट जहाँ थे, वहीं हैं।"
    ),
    "You can ask for it again in the same way.": "आप इसी तरह फिर से अनुरोध कर सकते हैं।",
    "You have asked again: that is {id}.": "आपने फिर से अनुरोध किया है: वह {id} है।",
    "To ask again, use the button or type {line}": "फिर से अनुरोध करने के लिए बटन दबाएँ या यह टाइप करें: {line}",
    "Ask again for {what}": "फिर से अनुरोध करें: {what}",
    "Ask again": "फिर से अनुरोध करें",
    "EnKash has not confirmed {what} for a day now.": "एक दिन से EnKash ने इसकी पुष्टि नहीं की है: {what}।",
    "My records were restored from a backup a day ago, and I still can't tell what became of {what}.": (
        "एक दिन पहले मेरे रिकॉर्ड बैकअप से वापस लाए गए थे, और अब भी पता नहीं है कि इसका क्या हुआ: {what}।"
    ),
    "Please don't ask for this reward a second time; {and_then}.": (
        "कृपया इस रिवॉर्ड के लिए दूसरी बार अनुरोध न करें; {and_then}।"
    ),
    "You have it in hand, and I go on looking.": "इसे आप देख रहे हैं, और पता लगाया जाता रहेगा।",
    "You and {them} have it in hand, and I go on looking.": ("इसे आप और {them} देख रहे हैं, और पता लगाया जाता रहेगा।"),
    "The people who look after Shabash have it in hand, and I go on looking.": (
        "इसे शाबाश की देखरेख करने वाले लोग देख रहे हैं, और पता लगाया जाता रहेगा।"
    ),
    "{person} has it in hand, and I go on looking.": "इसे {person} देख रहे हैं, और पता लगाया जाता रहेगा।",
    "{them} have it in hand, and I go on looking.": "इसे {them} देख रहे हैं, और पता लगाया जाता रहेगा।",
    "you will hear what came of it": "आपको बताया जाएगा कि क्या हुआ",
    "I will tell you here what came of it": "आपको यहीं बताया जाएगा कि क्या हुआ",
    "your copy of the request will say what came of it": "अनुरोध की आपकी प्रति में लिखा होगा कि क्या हुआ",
    "its thread will say what came of it": "उसके थ्रेड में लिखा होगा कि क्या हुआ",
    "Your request is safe: {them} will get it from me directly.": ("आपका अनुरोध सुरक्षित है: {them} को यह सीधे भेजा जाएगा।"),
    "Your request is safe.": "आपका अनुरोध सुरक्षित है।",
    "{refused}, but your request is safe: {them} will get it from me directly.": (
        "{refused}, लेकिन आपका अनुरोध सुरक्षित है: {them} को यह सीधे भेजा जाएगा।"
    ),
    "{refused}, but your request is safe.": "{refused}, लेकिन आपका अनुरोध सुरक्षित है।",
    "The message that this is about is gone, or its thread is locked, so I can't post below it": (
        "जिस मैसेज के बारे में यह है, वह नहीं रहा या उसका थ्रेड बंद है, इसलिए उसके नीचे कुछ लिखना संभव नहीं है"
    ),
    "{channel}, where requests are decided, is archived, so I can't post there": (
        "{channel}, जहाँ अनुरोधों पर फ़ैसला होता है, संग्रहीत है, इसलिए वहाँ कुछ लिखना संभव नहीं है"
    ),
    "I can't post in {channel}, where requests are decided": (
        "{channel} में, जहाँ अनुरोधों पर फ़ैसला होता है, कुछ लिखना संभव नहीं है"
    ),
    "This channel is archived, so I can't post there": "यह चैनल संग्रहीत है, इसलिए वहाँ कुछ लिखना संभव नहीं है",
    "I can't post in this channel": "इस चैनल में कुछ लिखना संभव नहीं है",
    "That conversation is archived, so I can't post there": ("वह बातचीत संग्रहीत है, इसलिए वहाँ कुछ लिखना संभव नहीं है"),
    "I can't post in that conversation": "उस बातचीत में कुछ लिखना संभव नहीं है",
    "I have told the people who look after me.": "मेरी देखरेख करने वाले लोगों को मैंने बता दिया है।",
    "Only some may post in {channel}; to see rewards there, ask whoever manages it to let me.": (
        "{channel} में कुछ ही लोग लिख सकते हैं; रिवॉर्ड वहाँ देखने हों तो उसे सँभालने वालों से कहें कि मुझे अनुमति दें।"
    ),
    "To see rewards in {channel}, type `/invite @Shabash` there. If it is a group message, I can't be added: ask "
    "in a channel.": (
        "रिवॉर्ड {channel} में देखने हों तो वहाँ `/invite @Shabash` टाइप करें। अगर वह ग्रुप मैसेज है तो मुझे वहाँ नहीं जोड़ा जा "
        "सकता: किसी चैनल में अनुरोध करें।"
    ),
    "This channel is shared with another company, so I say nothing in {channel}.": (
        "यह चैनल दूसरी कंपनी के साथ साझा है, इसलिए {channel} में कुछ नहीं कहा जाता।"
    ),
    "I can't tell whether this channel is shared with another company, so I say nothing in {channel}.": (
        "पता नहीं चल पा रहा कि यह चैनल दूसरी कंपनी के साथ साझा है या नहीं, इसलिए {channel} में कुछ नहीं कहा जाता।"
    ),
    "{channel}, where requests are decided, is shared with another company, so I say nothing there.": (
        "{channel}, जहाँ अनुरोधों पर फ़ैसला होता है, दूसरी कंपनी के साथ साझा है, इसलिए वहाँ कुछ नहीं कहा जाता।"
    ),
    "I can't tell whether {channel}, where requests are decided, is shared with another company, so I say "
    "nothing there.": (
        "पता नहीं चल पा रहा कि {channel}, जहाँ अनुरोधों पर फ़ैसला होता है, दूसरी कंपनी के साथ "
        "साझा है या नहीं, इसलिए वहाँ कुछ नहीं कहा जाता।"
    ),
    "I can't post in {channel}; to see rewards there, type `/invite @Shabash` there. If it is a group message, I can't "
    "be added: ask in a channel.": (
        "{channel} में कुछ लिखना संभव नहीं है; रिवॉर्ड वहाँ देखने हों तो वहाँ `/invite @Shabash` टाइप करें। अगर वह ग्रुप "
        "मैसेज है तो मुझे वहाँ नहीं जोड़ा जा सकता: किसी चैनल में अनुरोध करें।"
    ),
    "{channel} is archived, so I could not say it there.": "{channel} संग्रहीत है, इसलिए यह वहाँ नहीं कहा जा सका।",
    "Only some may post in {channel}, so I could not say it there.": (
        "{channel} में कुछ ही लोग लिख सकते हैं, इसलिए यह वहाँ नहीं कहा जा सका।"
    ),
    "The message that this is about is gone, or its thread is locked, so I could not say it there.": (
        "जिस मैसेज के बारे में यह है, वह नहीं रहा या उसका थ्रेड बंद है, इसलिए यह वहाँ नहीं कहा जा सका।"
    ),
    "{channel} is shared with another company, so I said nothing there.": (
        "{channel} दूसरी कंपनी के साथ साझा है, इसलिए मैंने वहाँ कुछ नहीं कहा।"
    ),
    "I can't tell whether {channel} is shared with another company, so I said nothing there.": (
        "पता नहीं चल पा रहा कि {channel} दूसरी कंपनी के साथ साझा है या नहीं, इसलिए मैंने वहाँ कुछ नहीं कहा।"
    ),
    "This one is not decided yet.": "इस पर अभी फ़ैसला नहीं हुआ है।",
    "Nobody has decided on this one yet.": "इस पर अभी किसी ने फ़ैसला नहीं किया है।",
}

PLURALS = {
    ("In all {number} is back in the budget.", "In all {number} are back in the budget."): (
        "कुल {number} बजट में वापस है।",
        "कुल {number} बजट में वापस हैं।",
    ),
    ("The other {number} is back in the budget.", "The other {number} are back in the budget."): (
        "बाक़ी {number} बजट में वापस है।",
        "बाक़ी {number} बजट में वापस हैं।",
    ),
}
