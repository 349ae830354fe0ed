"""What `messages/lookback.py` says."""

SENTENCES = {
    "you have": "आपने",
    "the giver has": "अनुरोधकर्ता ने",
    "{giver} has": "{giver} ने",
    "{asked}, and that sum decides whose approval it needs.": "{asked}, और मंज़ूरी किसकी चाहिए, यह इसी जोड़ से तय होता है।",
    "{asked}, and it is in the tier of that sum": "{asked}, और यह इसी जोड़ के स्तर में है",
    "{recipient} asked for points for {giver} {before}": "{recipient} ने {before} {giver} के लिए पॉइंट का अनुरोध किया था",
    "For that, the policy has put it in the next tier": "इसलिए पॉलिसी ने इसे अगले स्तर में रखा है",
    "A recipient asked for points for the giver {before}.": (
        "पाने वालों में से एक ने {before} अनुरोधकर्ता के लिए पॉइंट का अनुरोध किया था।"
    ),
    "The recipient asked for points for the giver {before}.": (
        "पाने वाले ने {before} अनुरोधकर्ता के लिए पॉइंट का अनुरोध किया था।"
    ),
    "one of these people": "इनमें से एक व्यक्ति",
    "Before you approve {request}, there is something that only those who decide are to see. It stands in my direct "
    "message to you, and in `{command} pending`: please approve it in one of them. Your click changed nothing.": (
        "{request} को मंज़ूर करने से पहले कुछ ऐसा देखना है, जो सिर्फ़ फ़ैसला करने वालों के लिए है। वह आपको भेजे गए सीधे मैसेज में और "
        "`{command} pending` में है: कृपया इनमें से किसी एक में मंज़ूर करें। आपके क्लिक से कुछ नहीं बदला।"
    ),
    "{asked}, and the tier is of that sum.": "{asked}, और स्तर इसी जोड़ का है।",
    "The policy puts it in the next tier, for something that those who decide alone are shown.": (
        "पॉलिसी इसे अगले स्तर में रखती है; इसकी वजह सिर्फ़ फ़ैसला करने वालों को दिखाई जाती है।"
    ),
    "Those who decide would see that giver and recipient ask for each other.": (
        "फ़ैसला करने वालों को दिखेगा कि अनुरोधकर्ता और पाने वाले एक-दूसरे के लिए अनुरोध करते हैं।"
    ),
    "{asked}. In one request that would be in a higher tier, and those who decide would see it.": (
        "{asked}। एक ही अनुरोध में यह ऊँचे स्तर में होता, और फ़ैसला करने वालों को यह दिखेगा।"
    ),
    "For that, the policy puts it in the next tier.": "इसलिए पॉलिसी इसे अगले स्तर में रखती है।",
    "{asked}, which in one request would be in a higher tier": "{asked}, जो एक ही अनुरोध में ऊँचे स्तर में होता",
    "less than a day before ({earlier})": "इससे एक दिन से भी कम पहले ({earlier})",
}

PLURALS = {
    (
        "With this, {who_has} asked for {points} for {recipient} in {number} day",
        "With this, {who_has} asked for {points} for {recipient} in {number} days",
    ): (
        "इसे मिलाकर {who_has} {number} दिन में {recipient} के लिए {points} का अनुरोध किया है",
        "इसे मिलाकर {who_has} {number} दिनों में {recipient} के लिए {points} का अनुरोध किया है",
    ),
    (
        "{number} day before ({earlier})",
        "{number} days before ({earlier})",
    ): (
        "इससे {number} दिन पहले ({earlier})",
        "इससे {number} दिन पहले ({earlier})",
    ),
}
