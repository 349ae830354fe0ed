"""What `messages/settling.py` says."""

SENTENCES = {
    "Send again": "फिर से भेजें",
    "It did not": "नहीं हुआ था",
    "The cause of the refusal is mended: I send it again, under the same reference.": (
        "इनकार की वजह दूर हो गई है: इसे उसी रेफ़रेंस से फिर से भेजा जाएगा।"
    ),
    "EnKash shows these points: the reward counts as given.": ("EnKash पर ये पॉइंट दिख रहे हैं: रिवॉर्ड दिया हुआ माना जाएगा।"),
    "EnKash surely moved nothing: I send it again, under the same reference.": (
        "EnKash ने पक्का कुछ नहीं भेजा: इसे उसी रेफ़रेंस से फिर से भेजा जाएगा।"
    ),
    "It is not to be sent any more: the reward ends, and the giver may ask again.": (
        "इसे अब नहीं भेजना है: रिवॉर्ड ख़त्म हो जाएगा, और अनुरोधकर्ता की ओर से फिर से अनुरोध किया जा सकेगा।"
    ),
    "EnKash surely moved nothing: those who may decide can do so now.": (
        "EnKash ने पक्का कुछ नहीं भेजा: फ़ैसले का अधिकार जिनके पास है, उनका फ़ैसला अब हो सकता है।"
    ),
    "It is not to go on: the request ends, and whoever asked may ask again.": (
        "इसे आगे नहीं बढ़ाना है: अनुरोध ख़त्म हो जाएगा, और अनुरोधकर्ता की ओर से फिर से अनुरोध किया जा सकेगा।"
    ),
    "EnKash shows that it took these points off the card: so they count as taken back.": (
        "EnKash पर दिख रहा है कि ये पॉइंट कार्ड से वापस लिए गए: इसलिए ये वापस लिए हुए माने जाएँगे।"
    ),
    "It is not to go on: whoever has the points keeps them, and nobody can ask for this again.": (
        "इसे आगे नहीं बढ़ाना है: पॉइंट जिनके पास हैं, उन्हीं के रहेंगे, और इसका अनुरोध फिर से नहीं हो सकेगा।"
    ),
    "a request to take {points} back from {recipient}, made by {giver} ({reward}, reference `{reference}`)": (
        "{recipient} से {points} की वापसी, अनुरोध {giver} का ({reward}, रेफ़रेंस `{reference}`)"
    ),
    "{points} for {recipient}, asked for by {giver} ({reward}, reference `{reference}`)": (
        "{recipient} के लिए {points}, अनुरोध {giver} का ({reward}, रेफ़रेंस `{reference}`)"
    ),
    "Resume sending": "भेजना फिर शुरू करें",
    "Resume sending to EnKash": "EnKash को भेजना फिर शुरू करें",
    "Pause sending": "भेजना रोकें",
    "Pause sending to EnKash": "EnKash को भेजना रोकें",
    "Settled: {what}.": "तय हो गया: {what}।",
    "Settled by {person} {when}: {what}. They said: {words}.": (
        "{person} ने {when} तय किया: {what}। उनका कहना था: {words}।"
    ),
    "Thank you, noted. I ask EnKash first, because what it knows counts more, and then write to you.": (
        "धन्यवाद, दर्ज हो गया। पहले EnKash से पूछा जाएगा, क्योंकि उसकी जानकारी का वज़न ज़्यादा है; फिर आपको लिखकर बताया जाएगा।"
    ),
    "EnKash has it under `{reference}`, so they count as taken back, whatever was said.": (
        "EnKash पर यह `{reference}` के नाम से है, इसलिए जो भी कहा गया हो, पॉइंट वापस लिए हुए माने जाएँगे।"
    ),
    "Done as you said.": "जैसा आपने कहा, वैसा हो गया।",
    "EnKash has it under `{reference}`, so it counts as given, whatever was said.": (
        "EnKash पर यह `{reference}` के नाम से है, इसलिए जो भी कहा गया हो, इसे दिया हुआ माना जाएगा।"
    ),
    "I have not sent it again: EnKash shows something else under `{reference}`. Please look at it there.": (
        "इसे फिर से नहीं भेजा गया: EnKash पर `{reference}` के नाम से कुछ और दिख रहा है। कृपया उसे वहाँ देखें।"
    ),
    "I have changed nothing, because EnKash shows `{reference}` as under way: it may arrive yet. I go on looking it "
    "up; please try again once EnKash is through with it.": (
        "कुछ नहीं बदला गया, क्योंकि EnKash पर `{reference}` अभी चल रहा है: हो सकता है कि यह अब भी पहुँच जाए। जाँच जारी है; "
        "EnKash का काम पूरा होने पर कृपया फिर कोशिश करें।"
    ),
    "I have not sent it again: when EnKash refused it, its budget had the points back, and has not enough left for "
    "them now.": ("इसे फिर से नहीं भेजा गया: EnKash के इनकार पर इसके पॉइंट बजट में वापस आ गए थे, और अब बजट में उतने पॉइंट नहीं बचे हैं।"),
    "I have not sent it again: the policy limits how many points may be asked for one person, and since EnKash refused "
    "this, the limit has no room for it any more.": (
        "इसे फिर से नहीं भेजा गया: एक व्यक्ति के लिए कितने पॉइंट का अनुरोध हो सकता है, इसकी पॉलिसी में सीमा है, और EnKash के इनकार के "
        "बाद से उस सीमा में इसके लिए जगह नहीं बची है।"
    ),
    "I have not sent it again, because EnKash could not tell me that it is not there. Please try again later. If you "
    "have looked for `{reference}` yourself and it surely is not there: "
    "`shabash resolve {reward} --{resolution} --unchecked`.": (
        "इसे फिर से नहीं भेजा गया, क्योंकि EnKash से यह पता नहीं चल सका कि यह वहाँ नहीं है। कृपया बाद में फिर कोशिश करें। अगर "
        "आपने `{reference}` को ख़ुद ढूँढा है और वह वहाँ पक्का नहीं है: `shabash resolve {reward} --{resolution} --unchecked`।"
    ),
    "It was settled meanwhile, so I have changed nothing.": "यह इस बीच तय हो चुका था, इसलिए कुछ नहीं बदला गया।",
    "You asked for this one, or it is for you, so somebody else settles it. Nothing has changed.": (
        "यह अनुरोध आपका है या आपके लिए है, इसलिए इसे तय करना किसी और का काम है। कुछ नहीं बदला है।"
    ),
    "Somebody is settling {reward} at this very moment, so I have changed nothing else.": (
        "{reward} को इसी समय किसी की ओर से तय किया जा रहा है, इसलिए और कुछ नहीं बदला गया।"
    ),
    "There is nothing to settle like this now.": "इस तरह तय करने को अब कुछ नहीं है।",
    "Only operators can do this. Nothing has changed.": "इसका अधिकार सिर्फ़ ऑपरेटरों के पास है। कुछ नहीं बदला है।",
    "Only {people} can do this. Nothing has changed.": "इसका अधिकार सिर्फ़ {people} के पास है। कुछ नहीं बदला है।",
    "Sending goes on, and what waited goes now.": "भेजना फिर शुरू हो गया है, और जो रुका हुआ था, वह अब जा रहा है।",
    "Sending is paused; what is approved waits.": "भेजना रोक दिया गया है; जो मंज़ूर होगा, वह रुका रहेगा।",
    "Sending is on already.": "भेजना पहले से चालू है।",
    "Sending is paused already.": "भेजना पहले से रुका हुआ है।",
}

PLURALS: dict[tuple[str, str], tuple[str, str]] = {}
