"""What `messages/forms.py` says."""

SENTENCES = {
    "Please write a few words: the person who asked will want to know why.": (
        "कृपया कुछ शब्द लिखें, ताकि अनुरोधकर्ता को वजह पता चले।"
    ),
    "Please write a few words: whoever checks the books will want to know.": (
        "कृपया कुछ शब्द लिखें, ताकि हिसाब जाँचने वालों को पता चले।"
    ),
    "Please write what you would like to know.": "कृपया अपना सवाल लिखें।",
    "Please write a few words: those who decide will want to know why.": (
        "कृपया कुछ शब्द लिखें, ताकि फ़ैसला करने वालों को वजह पता चले।"
    ),
    "Please write a few words: whoever asked waits for them.": "कृपया कुछ शब्द लिखें: पूछने वाले को इनका इंतज़ार है।",
    "About this request": "इस अनुरोध के बारे में",
    "It did not happen": "यह नहीं हुआ था",
    "Send it again": "फिर से भेजें",
    "Let it be decided": "फ़ैसला होने दें",
    "How do you know?": "आपको यह कैसे पता है?",
    "Why?": "किस वजह से?",
    "What has been mended?": "क्या ठीक किया गया है?",
    "EnKash is asked first, and what it knows counts more.": (
        "पहले EnKash से पूछा जाता है, और उसकी जानकारी को ज़्यादा माना जाता है।"
    ),
    "Kept in the history with your name; numbers and addresses are masked.": (
        "यह आपके नाम के साथ इतिहास में रखा जाता है; नंबर और पते छिपा दिए जाते हैं।"
    ),
    "Decline this request": "अनुरोध नामंज़ूर करें",
    "Why do you decline?": "नामंज़ूर करने की वजह क्या है?",
    "Shown to the person who asked, and to nobody else.": "यह सिर्फ़ अनुरोधकर्ता को दिखाया जाता है, और किसी को नहीं।",
    "How many points do you approve?": "कितने पॉइंट मंज़ूर करने हैं?",
    "From {least} to {most}.": "{least} से {most} तक।",
    "From {least} to {most}, in steps of {step}.": "{least} से {most} तक, {step} के गुणकों में।",
    "This is your approval, and nobody can raise it again.": "यही आपकी मंज़ूरी है, और इसे फिर बढ़ाया नहीं जा सकता।",
    "What would you like to know?": "आपका सवाल क्या है?",
    "Sent to the person who asked; it stands in the thread of the card, and the reply too.": (
        "यह अनुरोधकर्ता को भेजा जाता है; सवाल कार्ड के थ्रेड में दिखता है, और जवाब भी।"
    ),
    "Sent to the person who asked; the reply comes to you alone.": (
        "यह अनुरोधकर्ता को भेजा जाता है; जवाब सिर्फ़ आपको मिलता है।"
    ),
    "{asker} asks about {points}: {request}": "{asker} का सवाल, {points} के बारे में: {request}",
    "What do you reply?": "आपका जवाब क्या है?",
    "It stands in the thread of the card, too.": "यह कार्ड के थ्रेड में भी दिखता है।",
    "Sent to the person who asked you, alone.": "यह सिर्फ़ पूछने वाले व्यक्ति को भेजा जाता है।",
    "Who is to decide?": "फ़ैसला किसे करना है?",
    "They get the card, with your name. It waits for them and not for you, and you may still decide.": (
        "उन्हें आपके नाम के साथ कार्ड मिलता है। फ़ैसले का इंतज़ार तब आपसे नहीं, उनसे होता है; फ़ैसले का अधिकार आपके पास भी रहता है।"
    ),
    "Take it back": "वापस लें",
    "Why is it to be taken back?": "इसे वापस क्यों लेना है?",
    "Those who decide read it, and so does the person whose points they are.": (
        "इसे फ़ैसला करने वाले पढ़ते हैं, और वह व्यक्ति भी जिसके ये पॉइंट हैं।"
    ),
    "Close": "बंद करें",
}

PLURALS: dict[tuple[str, str], tuple[str, str]] = {}
