"""What `messages/restoring.py` says."""

SENTENCES = {
    "My records were restored from a backup, by {who}, and sending to EnKash is paused. What happened after the "
    "backup was made is missing from them.": (
        "मेरे रिकॉर्ड {who} की ओर से बैकअप से वापस लाए गए हैं, और EnKash को भेजना रुका हुआ है। बैकअप बनने के बाद जो हुआ, वह उनमें नहीं है।"
    ),
    "I ask EnKash for every one by its reference. What it shows counts as given; for each that it does not show I "
    "write to you, with buttons. Nobody can decide on a held request meanwhile. Import HR's newest file, and once "
    "that is done, resume: with the button, or by `shabash resume`. What is held stays held.": (
        "EnKash से हर एक के बारे में उसके रेफ़रेंस से पूछा जा रहा है। जो वहाँ दिखेगा, वह दिया हुआ माना जाएगा; जो नहीं दिखेगा, उसके लिए "
        "आपको बटन वाला मैसेज मिलेगा। तब तक रोके गए अनुरोधों पर कोई फ़ैसला नहीं हो सकता। HR की सबसे नई फ़ाइल इंपोर्ट करें, और यह हो "
        "जाने पर भेजना फिर शुरू करें: बटन से, या `shabash resume` से। जो रोका गया है, वह रुका ही रहेगा।"
    ),
    "I have no record of {request}: it was probably asked for after the backup was made from which my records were "
    "restored. Your click changed nothing. I have told the people who look after me; please don't ask for it again "
    "before they have seen whether it was paid.": (
        "मेरे रिकॉर्ड में {request} नहीं है: शायद इसका अनुरोध उस बैकअप के बनने के बाद हुआ, जिससे मेरे रिकॉर्ड वापस लाए गए। आपके क्लिक से "
        "कुछ नहीं बदला। शाबाश की देखरेख करने वालों को बता दिया गया है; जब तक वे देख न लें कि इसका भुगतान हुआ या नहीं, कृपया फिर से "
        "अनुरोध न करें।"
    ),
    "Somebody clicked on {request}, which is not in my records, so nothing changed. If they were restored from a "
    "backup, it was asked for after that was made, and may have been paid. Its reference begins with `{reference}`: "
    "look for that in EnKash's dashboard, or for the whole of it with `shabash rewards show {request}` in the ledger "
    "that the restore set aside. If it was not paid, have it asked for again.": (
        "किसी ने {request} पर क्लिक किया, जो मेरे रिकॉर्ड में नहीं है, इसलिए कुछ नहीं बदला। अगर रिकॉर्ड बैकअप से वापस लाए गए थे, तो "
        "यह अनुरोध बैकअप बनने के बाद हुआ, और हो सकता है कि इसका भुगतान हो चुका हो। इसका रेफ़रेंस `{reference}` से शुरू होता है: इसे "
        "EnKash के डैशबोर्ड में देखें, या पूरा रेफ़रेंस `shabash rewards show {request}` से उस लेजर में, जो वापस लाते समय अलग रख दिया "
        "गया था। अगर भुगतान नहीं हुआ, तो फिर से अनुरोध करवाएँ।"
    ),
    "The person who runs Shabash": "शाबाश चलाने वाले व्यक्ति",
    "{who} has ended your request for {points}. My records were restored from a backup, and nobody could tell "
    "whether it had been decided on and paid. If the points have not arrived, you can ask again.": (
        "{who} ने आपका अनुरोध ({points}) ख़त्म कर दिया है। मेरे रिकॉर्ड बैकअप से वापस लाए गए हैं, और पता नहीं चल सका कि इस पर "
        "फ़ैसला और भुगतान हुआ था या नहीं। अगर पॉइंट नहीं पहुँचे हैं, तो फिर से अनुरोध किया जा सकता है।"
    ),
    "{who} has ended your request for {points}. My records were restored from a backup, and nobody could tell "
    "whether it had been decided on and done. You can ask again.": (
        "{who} ने आपका अनुरोध ({points}) ख़त्म कर दिया है। मेरे रिकॉर्ड बैकअप से वापस लाए गए हैं, और पता नहीं चल सका कि इस पर "
        "फ़ैसला और अमल हुआ था या नहीं। फिर से अनुरोध किया जा सकता है।"
    ),
}

PLURALS = {
    (
        "{number} reward that is not final is held: each may have been decided and paid since.",
        "{number} rewards that are not final are held: each may have been decided and paid since.",
    ): (
        "{number} रिवॉर्ड, जो पूरा नहीं हुआ था, रोक लिया गया है: हो सकता है कि तब से इस पर फ़ैसला और भुगतान हो चुका हो।",
        "{number} रिवॉर्ड, जो पूरे नहीं हुए थे, रोक लिए गए हैं: हो सकता है कि तब से इन पर फ़ैसला और भुगतान हो चुका हो।",
    ),
}
