"""What `messages/answers.py` says."""

SENTENCES = {
    "Asked {asked}.": "{asked} का अनुरोध दर्ज हो गया।",
    "You are in that group yourself, so you are left out.": "उस ग्रुप में आप भी हैं, इसलिए आपको छोड़ दिया गया है।",
    "The card stands in {channel}.": "कार्ड {channel} में है।",
    "It asks for {same_as}: if that is a slip, cancel this one.": ("इसमें {same_as}: अगर यह ग़लती से हुआ हो, तो इसे रद्द करें।"),
    "You have asked for this one again already.": "आपकी ओर से इसका दोबारा अनुरोध पहले ही हो चुका है।",
    "I find no request {request} of yours that has expired, so I asked for nothing.": (
        "बिना फ़ैसले के ख़त्म हुआ आपका कोई अनुरोध {request} नहीं मिला, इसलिए कोई नया अनुरोध नहीं किया गया।"
    ),
    "Cancelled: {points}. Nobody needs to decide any more.": "रद्द: {points}। अब किसी को फ़ैसला नहीं करना है।",
    "It is too late to cancel this request.": "इस अनुरोध को रद्द करने का समय निकल चुका है।",
    "What is asked for several people is cancelled for all of them: `{command} cancel {request}`.": (
        "कई लोगों के लिए किया गया अनुरोध सबके लिए एक साथ रद्द होता है: `{command} cancel {request}`।"
    ),
    "Only the person who asked for {request} can cancel it.": "{request} को रद्द करने का अधिकार सिर्फ़ अनुरोधकर्ता को है।",
    "Which request? Type its id after the word: an id looks like R-7Q2MK4.": (
        "कौन-सा अनुरोध? इस शब्द के बाद उसकी आईडी लिखें: आईडी R-7Q2MK4 जैसी होती है।"
    ),
    "I find no request {request} that you asked for, receive or decide on. "
    "An id looks like R-7Q2MK4: please check yours.": (
        "ऐसा कोई अनुरोध {request} नहीं मिला जो आपका हो, आपके लिए हो या जिस पर आपको फ़ैसला करना हो। "
        "आईडी R-7Q2MK4 जैसी होती है: कृपया अपनी आईडी जाँच लें।"
    ),
    "{request}: {giver} asked {asked}.": "{request}: {giver} ने {asked} का अनुरोध किया।",
    "You approved {points}.": "आपकी मंज़ूरी दर्ज हो गई: {points}।",
    "Something I did not foresee stopped me, and I can't tell whether this was kept. Look with "
    "`{command} pending` before you try again. Please give the code `{code}` to the person who runs Shabash.": (
        "कुछ ऐसा हुआ जिसका अंदाज़ा नहीं था, और पता नहीं कि यह दर्ज हुआ या नहीं। दोबारा कोशिश करने से पहले "
        "`{command} pending` से देख लें। कृपया कोड `{code}` शाबाश की देखरेख करने वाले व्यक्ति को दें।"
    ),
    "My records are those of another Slack workspace, so I recorded nothing here. Please tell the person who runs "
    "Shabash.": (
        "मेरे रिकॉर्ड Slack के किसी दूसरे वर्कस्पेस के हैं, इसलिए यहाँ कुछ दर्ज नहीं किया गया। कृपया शाबाश की देखरेख करने वाले "
        "व्यक्ति को बताएँ।"
    ),
    "I could not open the form in time. Nothing was recorded; please try again, or type the whole line: "
    "`{command} @asha 100 for shipping the demo`": (
        "फ़ॉर्म समय पर नहीं खुल सका। कुछ दर्ज नहीं हुआ; कृपया फिर कोशिश करें, या पूरी लाइन लिखें: "
        "`{command} @asha 100 for shipping the demo`"
    ),
    "I could not open the form in time. Nothing has changed; please click again.": (
        "फ़ॉर्म समय पर नहीं खुल सका। कुछ नहीं बदला है; कृपया फिर क्लिक करें।"
    ),
    "I can't use my records at the moment, so I could not do this. Please tell the person who runs Shabash.": (
        "मेरे रिकॉर्ड अभी नहीं खुल पा रहे, इसलिए यह नहीं हो सका। कृपया शाबाश की देखरेख करने वाले व्यक्ति को बताएँ।"
    ),
    "Too much is going on at once. Nothing was kept; please try again in a moment.": (
        "इस समय एक साथ बहुत काम चल रहा है। कुछ दर्ज नहीं हुआ; कृपया थोड़ी देर में फिर कोशिश करें।"
    ),
    "The disk I write to is full. Nothing was kept. Please tell the person who runs Shabash.": (
        "जिस डिस्क पर मेरे रिकॉर्ड लिखे जाते हैं, वह भर गई है। कुछ दर्ज नहीं हुआ। कृपया शाबाश की देखरेख करने वाले व्यक्ति को बताएँ।"
    ),
    "I can't write anything down now. Nothing was kept. Please tell the person who runs Shabash.": (
        "अभी कुछ भी लिखा नहीं जा सकता। कुछ दर्ज नहीं हुआ। कृपया शाबाश की देखरेख करने वाले व्यक्ति को बताएँ।"
    ),
    "I cannot tell whether this was kept. Please look at `{command} pending` before you try again.": (
        "पता नहीं कि यह दर्ज हुआ या नहीं। दोबारा कोशिश करने से पहले कृपया `{command} pending` से देख लें।"
    ),
    "This took me too long, so I stopped. Nothing was kept; please try again.": (
        "इसमें बहुत ज़्यादा समय लग गया, इसलिए इसे रोक दिया गया। कुछ दर्ज नहीं हुआ; कृपया फिर कोशिश करें।"
    ),
    "You have approved this one already: {now}.": "आपकी मंज़ूरी पहले ही मिल चुकी है: {now}।",
    "{deputy} has approved this one for you already: {now}.": ("{deputy} ने आपकी जगह इसे पहले ही मंज़ूर कर दिया है: {now}।"),
    "You asked for this one, so somebody else decides: {deciders}.": (
        "यह अनुरोध आपका है, इसलिए फ़ैसला दूसरों के हाथ में है: {deciders}।"
    ),
    "You asked for this one, so somebody else decides.": "यह अनुरोध आपका है, इसलिए फ़ैसला किसी और का होगा।",
    "This one is for you, so somebody else decides.": "यह आपके लिए है, इसलिए फ़ैसला किसी और का होगा।",
    "Nobody can decide on this reward at the moment.": "इस समय इस रिवॉर्ड पर फ़ैसला करने वाला कोई नहीं है।",
    "You can't decide on this reward any more: who may decide is different now.": (
        "इस रिवॉर्ड पर फ़ैसले का अधिकार अब आपके पास नहीं है: फ़ैसला करने वाले लोग बदल गए हैं।"
    ),
    "Only {deciders} can decide on this reward.": "इस रिवॉर्ड पर फ़ैसला सिर्फ़ {deciders} के हाथ में है।",
    "Your click changed nothing.": "आपके क्लिक से कुछ नहीं बदला।",
}

PLURALS: dict[tuple[str, str], tuple[str, str]] = {}
