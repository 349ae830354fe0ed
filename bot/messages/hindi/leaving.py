"""What `messages/leaving.py` says."""

SENTENCES = {
    "{recipients} can no longer receive points: they have left, are a guest now, or are not on HR's list any more. "
    "So nobody needs to decide on your request for {points}: it is closed. No points moved.": (
        "{recipients} को अब पॉइंट नहीं दिए जा सकते: वे अब यहाँ नहीं हैं, गेस्ट हैं, या HR की सूची में नहीं हैं। इसलिए {points} के आपके "
        "अनुरोध पर किसी फ़ैसले की ज़रूरत नहीं रही: यह बंद कर दिया गया है। पॉइंट जहाँ थे, वहीं हैं।"
    ),
    "those who could have left, or may not decide any more": (
        "जो कर सकते थे, वे अब यहाँ नहीं हैं, या उन्हें अब फ़ैसले का अधिकार नहीं है"
    ),
    "of those who could, too few are left for {quorum} approvals": (
        "जो कर सकते थे, उनमें से {quorum} मंज़ूरियों के लिए काफ़ी लोग नहीं बचे"
    ),
    "Nobody can decide on {points} at the moment: {why}. It waits until {until} in case that changes, and I tell you "
    "when it does.": (
        "{points}: इस अनुरोध पर इस समय कोई फ़ैसला नहीं कर सकता: {why}। यह {until} तक खुला रहेगा, क्योंकि यह बदल सकता है, और "
        "बदलते ही आपको बताया जाएगा।"
    ),
    "To have somebody else decide, cancel it and ask again.": (
        "किसी और से फ़ैसला कराना हो, तो इसे रद्द करके फिर से अनुरोध करें।"
    ),
    "{points} can go on: {clause}.": "{points}: यह अनुरोध आगे बढ़ सकता है। {clause}।",
    "You can decide again on what {giver} asked for: {points}, until {until}. The card further up here has its "
    "buttons back.": (
        "{giver} के इस अनुरोध पर फ़ैसला फिर से आपके हाथ में है, {until} तक: {points}। यहीं ऊपर के कार्ड पर बटन वापस आ गए हैं।"
    ),
    "You can't decide on {request} any more: who may decide is different now. You need do nothing.": (
        "{request} पर फ़ैसला अब आपके हाथ में नहीं है: फ़ैसला करने वाले बदल गए हैं। आपको कुछ नहीं करना है।"
    ),
    "Nobody can decide on {which} at the moment: those who could have left, are guests now, or are not named by the "
    "policy any more, or too few of them are left. Whoever asked has been told. Each waits until its deadline: "
    "people who join a user group that the policy named when it was asked, and names now, can decide. Others whom "
    "you name in the policy decide on what is asked from then on; so the giver can cancel and ask again.": (
        "{which} पर इस समय कोई फ़ैसला नहीं कर सकता: जो कर सकते थे, वे अब यहाँ नहीं हैं, गेस्ट हैं, पॉलिसी में अब उनका नाम नहीं है, या "
        "वे काफ़ी नहीं बचे। अनुरोध करने वालों को बता दिया गया है। हर अनुरोध अपनी समय-सीमा तक खुला रहेगा: जिस यूज़र ग्रुप का नाम "
        "पॉलिसी में अनुरोध के समय था और अब भी है, उसमें शामिल होने वाले फ़ैसला कर सकते हैं। पॉलिसी में आप जिन और लोगों के नाम लिखेंगे, वे "
        "उसके बाद के अनुरोधों पर ही फ़ैसला करेंगे; इसलिए अनुरोधकर्ता की ओर से इसे रद्द करके फिर से अनुरोध किया जा सकता है।"
    ),
}

PLURALS = {
    (
        "{people} knows.",
        "{people} know.",
    ): (
        "{people} को इसकी जानकारी है।",
        "{people} को इसकी जानकारी है।",
    ),
}
