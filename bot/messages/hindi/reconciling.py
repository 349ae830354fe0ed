"""What `messages/reconciling.py` says."""

SENTENCES = {
    "EnKash moved it more than once. Have EnKash set the surplus right; it is not sent again here.": (
        "EnKash ने इसे एक से ज़्यादा बार पहुँचाया। जो ज़्यादा गया, उसे EnKash से ठीक कराएँ; यहाँ से इसे फिर से नहीं भेजा जाएगा।"
    ),
    "EnKash shows points moved that were not moved here. Find out who moved them, and have EnKash move them back if "
    "that is not meant.": (
        "EnKash पर ऐसे पॉइंट दिए हुए दिखते हैं, जो यहाँ से नहीं दिए गए। पता करें कि ये किसने दिए, और अगर यह ग़लती से हुआ हो, तो "
        "EnKash से इन्हें वापस कराएँ।"
    ),
    "EnKash confirmed it and does not show it now. Ask EnKash what became of this reference.": (
        "EnKash ने इसकी पुष्टि की थी, पर अब यह वहाँ नहीं दिखता। EnKash से पूछें कि इस रेफ़रेंस का क्या हुआ।"
    ),
    "What EnKash shows under this reference is not what was sent. Look at it in the dashboard.": (
        "EnKash पर इस रेफ़रेंस में जो दिखता है, वह भेजे हुए से अलग है। इसे डैशबोर्ड में देखें।"
    ),
    "Nobody asked for it here: somebody moved it outside Shabash. Find out who, and why.": (
        "इसका अनुरोध यहाँ किसी ने नहीं किया: ये पॉइंट शाबाश के बाहर से दिए गए। पता करें कि किसने दिए, और क्यों।"
    ),
    "Look for this reference in EnKash's dashboard yourself.": "यह रेफ़रेंस EnKash के डैशबोर्ड में ख़ुद देखें।",
    "Nothing yet: it is looked up by itself until it is settled.": (
        "अभी कुछ नहीं करना है: तय हो जाने तक इसकी जाँच अपने-आप चलती रहेगी।"
    ),
    "The statement covers no whole day, so nothing could be found missing in it: its first and its last day may be "
    "cut off. Export more days, with a movement before those to be checked and one after them.": (
        "स्टेटमेंट में कोई पूरा दिन नहीं है, इसलिए यह नहीं देखा जा सका कि उसमें क्या नहीं है: उसका पहला और आख़िरी दिन अधूरा हो सकता है। "
        "ज़्यादा दिनों का स्टेटमेंट निकालें, जिसमें जाँचे जाने वाले दिनों से पहले और बाद का भी एक-एक लेन-देन हो।"
    ),
    "Passed over: {rows}.": "छोड़ी गईं: {rows}।",
    "It tells no days (the policy names no date_column), so every reward settled since {day} was looked for in it.": (
        "इसमें तारीख़ें नहीं हैं (पॉलिसी में `date_column` नहीं है), इसलिए {day} से अब तक तय हुए सभी रिवॉर्ड इसमें ढूँढे गए।"
    ),
    "It covers {first} to {last} whole: the rewards settled on these days were looked for in it. Its first and its "
    "last day may be cut off.": (
        "इसमें {first} से {last} तक के दिन पूरे हैं: इन दिनों में तय हुए रिवॉर्ड इसमें ढूँढे गए। इसका पहला और आख़िरी दिन अधूरा हो सकता है।"
    ),
    "I say this once. `shabash reconcile` compares again, and changes nothing.": (
        "यह बात एक ही बार बताई जाती है। `shabash reconcile` फिर से मिलान करता है, और कुछ नहीं बदलता।"
    ),
    "So I have paused sending.": "इसलिए भेजना रोक दिया गया है।",
    "People can go on asking and approving; what is approved waits. Once you have looked, resume with the button, or "
    "by `shabash resume`.": (
        "लोग अनुरोध और मंज़ूरी पहले की तरह कर सकते हैं; जो मंज़ूर होगा, वह रुका रहेगा। देख लेने के बाद भेजना फिर शुरू करें: बटन से, या "
        "`shabash resume` से।"
    ),
    "… and {number} more: `shabash reconcile` lists them all.": (
        "… और {number} और: `shabash reconcile` इन सबकी सूची देता है।"
    ),
    "If nobody knows of it, please look at the account in EnKash's dashboard. I go on sending.": (
        "अगर किसी को इसकी जानकारी न हो, तो कृपया EnKash के डैशबोर्ड में खाता देखें। भेजना जारी है।"
    ),
    "The company's account at EnKash holds {now}, {difference} more than my books say: moved outside Shabash or "
    "topped up.": (
        "EnKash पर कंपनी के खाते में {now} हैं, मेरे बही-खाते से {difference} ज़्यादा: ये शाबाश के बाहर से आए, या खाता भरा गया।"
    ),
    "The company's account at EnKash holds {now}, {difference} fewer than my books say: moved outside Shabash or "
    "topped up.": (
        "EnKash पर कंपनी के खाते में {now} हैं, मेरे बही-खाते से {difference} कम: ये शाबाश के बाहर से दिए गए, या खाते में बदलाव हुआ।"
    ),
    "It held {before} {when}, and I have allocated {moved} since.": (
        "{when} उसमें {before} थे, और तब से शाबाश ने {moved} दिए हैं।"
    ),
    "It held {before} {when}, and I have taken back {moved} more than I allocated since.": (
        "{when} उसमें {before} थे, और तब से शाबाश ने जितने दिए, उनसे {moved} ज़्यादा वापस लिए हैं।"
    ),
    "{reward}, reference `{reference}`": "{reward}, रेफ़रेंस `{reference}`",
    "Reference `{reference}`": "रेफ़रेंस `{reference}`",
    "Here: {here}. There: {there}.": "यहाँ: {here}। वहाँ: {there}।",
}

PLURALS = {
    (
        "{number} movement in the statement.",
        "{number} movements in the statement.",
    ): (
        "स्टेटमेंट में {number} लेन-देन है।",
        "स्टेटमेंट में {number} लेन-देन हैं।",
    ),
    (
        "{number} row without a reference",
        "{number} rows without a reference",
    ): (
        "बिना रेफ़रेंस की {number} पंक्ति",
        "बिना रेफ़रेंस की {number} पंक्तियाँ",
    ),
    (
        "{number} row that moved nothing",
        "{number} rows that moved nothing",
    ): (
        "बिना लेन-देन की {number} पंक्ति",
        "बिना लेन-देन की {number} पंक्तियाँ",
    ),
    (
        "{number} row from before {day}",
        "{number} rows from before {day}",
    ): (
        "{day} से पहले की {number} पंक्ति",
        "{day} से पहले की {number} पंक्तियाँ",
    ),
    (
        "I compared my books with EnKash's, and one reward differs.",
        "I compared my books with EnKash's, and {number} rewards differ.",
    ): (
        "मेरे बही-खाते का EnKash से मिलान हुआ, और एक रिवॉर्ड में अंतर मिला।",
        "मेरे बही-खाते का EnKash से मिलान हुआ, और {number} रिवॉर्ड में अंतर मिला।",
    ),
}
