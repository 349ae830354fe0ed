"""What `messages/operators.py` says."""

SENTENCES = {
    "EnKash refused {what}. No points moved, and I do not try again by myself.": (
        "EnKash ने यह स्वीकार नहीं किया: {what}। पॉइंट जहाँ थे, वहीं हैं, और अपने-आप दोबारा कोशिश नहीं होगी।"
    ),
    "EnKash said:": "EnKash का कहना है:",
    "Once the cause is mended, somebody can send it again, under the same reference.": (
        "वजह दूर हो जाने पर इसे उसी रेफ़रेंस से फिर से भेजा जा सकता है।"
    ),
    "I sent EnKash {what}, and did not learn what became of it.": (
        "EnKash को यह भेजा गया: {what}। इसका क्या हुआ, पता नहीं चला।"
    ),
    "My records were restored from a backup, and do not tell whether EnKash was sent {what}. Nothing of it moves "
    "before you say so.": (
        "मेरे रिकॉर्ड बैकअप से वापस लाए गए हैं, और उनसे पता नहीं चलता कि EnKash को यह भेजा गया या नहीं: {what}। जब तक आप न कहें, "
        "इसमें से कुछ भी नहीं भेजा जाएगा।"
    ),
    "I go on looking it up by its reference. If EnKash shows it as sent, it settles by itself; nothing is sent a "
    "second time before you say so.": (
        "इसके रेफ़रेंस से जाँच चलती रहेगी। अगर EnKash पर यह भेजा हुआ दिखा, तो यह अपने-आप तय हो जाएगा; जब तक आप न कहें, कुछ भी दूसरी "
        "बार नहीं भेजा जाएगा।"
    ),
    "What I know:": "जो पता है:",
    "I looked up {what} at EnKash, and what I found is not what I sent.": (
        "EnKash पर इसकी जाँच हुई: {what}। वहाँ जो मिला, वह भेजे हुए से अलग है।"
    ),
    "What I found:": "जो मिला:",
    "I have stopped looking; it waits for you.": "जाँच रोक दी गई है; अब आपके फ़ैसले का इंतज़ार है।",
    "I have paused sending to EnKash.": "EnKash को भेजना रोक दिया गया है।",
    "Why:": "वजह:",
    "People can go on asking and approving; what is approved waits, and nothing is lost. Once the cause is mended, "
    "send what waits: with the button, or by `shabash resume`.": (
        "लोग अनुरोध और मंज़ूरी पहले की तरह कर सकते हैं; जो मंज़ूर होगा, वह रुका रहेगा, और कुछ खोएगा नहीं। वजह दूर हो जाने पर जो रुका "
        "है, उसे भेजें: बटन से, या `shabash resume` से।"
    ),
    "What has arrived counts as given, and is not sent again. Sending to EnKash is paused until somebody has looked: "
    "please see in EnKash's dashboard that it stands there once. Then send what waits: with the button, or by "
    "`shabash resume`.": (
        "जो पहुँच गया, वह दिया हुआ माना जाएगा, और फिर से नहीं भेजा जाएगा। जब तक कोई देख न ले, EnKash को भेजना रुका हुआ है: कृपया "
        "EnKash के डैशबोर्ड में देखें कि यह वहाँ एक ही बार है। फिर जो रुका है, उसे भेजें: बटन से, या `shabash resume` से।"
    ),
    "{who} has resumed sending to EnKash. What waited goes now.": (
        "{who} ने EnKash को भेजना फिर शुरू कर दिया है। जो रुका था, वह अब भेजा जा रहा है।"
    ),
    "A start with other credentials has resumed sending to EnKash. What waited goes now.": (
        "नए क्रेडेंशियल के साथ शुरू होने पर EnKash को भेजना फिर शुरू हो गया है। जो रुका था, वह अब भेजा जा रहा है।"
    ),
    "What I last heard:": "आख़िरी जवाब यह था:",
    "The company's account at EnKash runs low: {points} left.": (
        "EnKash पर कंपनी के खाते में पॉइंट कम हो रहे हैं: अब {points} बाक़ी हैं।"
    ),
    "Please load points into it at EnKash. When a reward finds too little there, I pause sending by myself; what is "
    "approved waits then, and nothing is lost. I say this once, until it has been filled.": (
        "कृपया EnKash पर इस खाते में पॉइंट डलवाएँ। किसी रिवॉर्ड के लिए पॉइंट कम पड़े, तो भेजना अपने-आप रुक जाएगा; तब जो मंज़ूर होगा, "
        "वह रुका रहेगा, और कुछ खोएगा नहीं। खाता भरे जाने तक यह बात एक ही बार बताई जाती है।"
    ),
    "I cannot sign in at EnKash, so I have paused sending to it, and do not try again by myself.": (
        "EnKash पर साइन इन नहीं हो पा रहा है, इसलिए उसे भेजना रोक दिया गया है, और अपने-आप दोबारा कोशिश नहीं होगी।"
    ),
    "People can go on asking and approving; what is approved waits, and nothing is lost.\n• If the ENKASH settings "
    "are wrong: mend them and restart me. With other credentials, sending goes on by itself.\n• If they were right "
    "all along, once EnKash takes them again: resume, with the button or by `shabash resume`. I then try them once "
    "more.": (
        "लोग अनुरोध और मंज़ूरी पहले की तरह कर सकते हैं; जो मंज़ूर होगा, वह रुका रहेगा, और कुछ खोएगा नहीं।\n• अगर EnKash की सेटिंग ग़लत "
        "हैं: उन्हें ठीक करें और शाबाश को फिर से चालू करें। नए क्रेडेंशियल मिलने पर भेजना अपने-आप फिर शुरू होगा।\n• अगर वे शुरू से सही थीं, "
        "तो EnKash के उन्हें फिर से मानने पर भेजना फिर शुरू करें: बटन से, या `shabash resume` से। तब उन्हें एक बार और आज़माया जाएगा।"
    ),
    "This ledger was bound to something else at EnKash.": "इस लेजर को EnKash पर किसी और जगह से जोड़ा गया है।",
    "What changed:": "जो बदला:",
    "From now on rewards are sent and looked up there, those that waited too. If you know nothing of this: `shabash "
    "pause`": "अब से रिवॉर्ड वहीं भेजे और जाँचे जाएँगे, रुके हुए रिवॉर्ड भी। अगर आपको इसकी कोई जानकारी नहीं है: `shabash pause`",
    "The policy was changed, and I can't use it as it is now. The one before it stays in force.": (
        "पॉलिसी बदली गई है, और जैसी वह अब है, उस पर काम नहीं हो सकता। उससे पहले की पॉलिसी लागू रहेगी।"
    ),
    "What is wrong:": "जो ग़लत है:",
    "Please mend it before I am restarted: with this one I would not start. `shabash check` tells whether it is "
    "right.": (
        "कृपया शाबाश को फिर से चालू करने से पहले इसे ठीक करें: इस पॉलिसी से वह चालू नहीं होगा। `shabash check` बताता है कि यह सही "
        "है या नहीं।"
    ),
    "The policy was changed, and the new one is in force for whatever is asked from now on. Who may decide on what "
    "was asked before must be named by both; amounts, tiers and approvals stay as they were asked. If you know "
    "nothing of this, look who can write to the policy file.": (
        "पॉलिसी बदली गई है, और अब से होने वाले हर अनुरोध पर नई पॉलिसी लागू है। पहले के अनुरोधों पर वही फ़ैसला कर सकते हैं, जिनका नाम "
        "दोनों में हो; पॉइंट, स्तर और मंज़ूरियाँ वैसी ही रहेंगी, जैसी अनुरोध के समय थीं। अगर आपको इसकी कोई जानकारी नहीं है, तो देखें कि "
        "पॉलिसी की फ़ाइल कौन बदल सकता है।"
    ),
    "{channel}, which the policy names as `[approvals] channel`, is shared with another company or is about to be, "
    "so I show no request there. Please name a channel of your own in the policy.": (
        "{channel}, जो पॉलिसी में `[approvals] channel` है, किसी दूसरी कंपनी के साथ साझा है या होने वाला है, इसलिए वहाँ कोई "
        "अनुरोध नहीं दिखाया जाता। कृपया पॉलिसी में अपना ही कोई चैनल लिखें।"
    ),
    "I can't post in {channel}, which the policy names as `[approvals] channel`. Slack says {words}. {mend}, or name "
    "another channel in the policy.": (
        "{channel} में, जो पॉलिसी में `[approvals] channel` है, मैसेज नहीं भेजे जा सकते। Slack का कहना है: {words}। {mend}, या "
        "पॉलिसी में कोई दूसरा चैनल लिखें।"
    ),
    "Nothing is lost: meanwhile those who may decide get each request from me directly.": (
        "कुछ खोया नहीं है: तब तक फ़ैसला करने वालों को हर अनुरोध सीधे मैसेज से मिलेगा।"
    ),
    "Please bring the channel back": "कृपया उस चैनल को फिर से चालू करें",
    "Please let Shabash post there": "कृपया शाबाश को वहाँ मैसेज भेजने की अनुमति दें",
    "Please type `/invite @Shabash` there": "कृपया वहाँ `/invite @Shabash` लिखें",
    "I can't tell which channels are shared with another company, because the Slack app lacks a scope, so I say "
    "nothing in any of them. Nothing is lost: meanwhile those who may decide, and those who asked, hear from me "
    "directly. Please add the scopes `channels:read` and `groups:read` (your Slack app, OAuth &amp; Permissions, Bot "
    "Token Scopes) and install the app again.": (
        "Slack ऐप में एक स्कोप की कमी है, इसलिए पता नहीं चलता कि कौन-से चैनल किसी दूसरी कंपनी के साथ साझा हैं, और किसी भी चैनल में "
        "कुछ नहीं लिखा जाता। कुछ खोया नहीं है: तब तक फ़ैसला करने वालों और अनुरोध करने वालों को सीधे मैसेज मिलेंगे। कृपया "
        "`channels:read` और `groups:read` स्कोप जोड़ें (आपका Slack ऐप, `OAuth &amp; Permissions`, `Bot Token Scopes`) और "
        "ऐप को फिर से इंस्टॉल करें।"
    ),
    "Look for the reference `{reference}` in EnKash's dashboard first. Then say one of these:\n{choices}\nOn the "
    "command line: `shabash resolve {reward}`": (
        "पहले EnKash के डैशबोर्ड में रेफ़रेंस `{reference}` देखें। फिर इनमें से एक चुनें:\n{choices}\nकमांड लाइन पर: `shabash resolve "
        "{reward}`"
    ),
}

PLURALS = {
    (
        (
            "{which} waits: approved before I was last started, and for about an hour EnKash has not told me whether "
            "it has it already."
        ),
        (
            "{which} wait: approved before I was last started, and for about an hour EnKash has not told me whether "
            "it has them already."
        ),
    ): (
        (
            "{which} रुका हुआ है: यह शाबाश के पिछली बार चालू होने से पहले मंज़ूर हुआ था, और क़रीब एक घंटे से EnKash ने नहीं बताया कि "
            "यह उसके पास पहले से है या नहीं।"
        ),
        (
            "{which} रुके हुए हैं: ये शाबाश के पिछली बार चालू होने से पहले मंज़ूर हुए थे, और क़रीब एक घंटे से EnKash ने नहीं बताया कि ये "
            "उसके पास पहले से हैं या नहीं।"
        ),
    ),
    (
        (
            "Nothing is lost: I go on asking, and send it as soon as EnKash says that it has nothing under the "
            "reference. What is approved now goes as ever. Please ask EnKash why the reward cannot be looked up."
        ),
        (
            "Nothing is lost: I go on asking, and send them as soon as EnKash says that it has nothing under the "
            "reference. What is approved now goes as ever. Please ask EnKash why the reward cannot be looked up."
        ),
    ): (
        (
            "कुछ खोया नहीं है: EnKash से पूछना जारी है, और जैसे ही वह बताए कि इस रेफ़रेंस पर उसके पास कुछ नहीं है, इसे भेज दिया जाएगा। "
            "जो अब मंज़ूर होता है, वह पहले की तरह जाता है। कृपया EnKash से पूछें कि रिवॉर्ड की जाँच क्यों नहीं हो पा रही है।"
        ),
        (
            "कुछ खोया नहीं है: EnKash से पूछना जारी है, और जैसे ही वह बताए कि इन रेफ़रेंस पर उसके पास कुछ नहीं है, इन्हें भेज दिया "
            "जाएगा। जो अब मंज़ूर होता है, वह पहले की तरह जाता है। कृपया EnKash से पूछें कि रिवॉर्ड की जाँच क्यों नहीं हो पा रही है।"
        ),
    ),
}
