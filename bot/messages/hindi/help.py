"""What `messages/help.py` says."""

SENTENCES = {
    "Did you mean `{command} {nearest}`?": "क्या आपका मतलब `{command} {nearest}` था?",
    "*To reward somebody:* `{command} @asha 100 for shipping the demo`": (
        "*किसी को रिवॉर्ड देने के लिए:* `{command} @asha 100 for shipping the demo`"
    ),
    "*Several people,* as many points for each: `{command} @asha @farah 50 for the release`": (
        "*कई लोगों को,* हर एक को उतने ही पॉइंट: `{command} @asha @farah 50 for the release`"
    ),
    "`{command}` alone opens a form, as does *{shortcut}* in a message's menu (⋮), also in a thread.": (
        "सिर्फ़ `{command}` लिखने पर फ़ॉर्म खुलता है; किसी मैसेज के मेन्यू (⋮) में *{shortcut}* से भी, थ्रेड में भी।"
    ),
    "`{command} pending` shows what waits for you, and what you wait for.": (
        "`{command} pending`: आपसे किसका इंतज़ार है, और आपको किसका।"
    ),
    "`{command} history` shows what you asked for, and what reached you.": (
        "`{command} history`: आपके अनुरोध, और आपको मिले पॉइंट।"
    ),
    "`{command} balance` shows what is on your card at EnKash.": "`{command} balance`: EnKash में आपके कार्ड का बैलेंस।",
    "`{command} status R-7Q2MK4` says where a request stands.": (
        "`{command} status R-7Q2MK4`: कोई अनुरोध कहाँ तक पहुँचा है।"
    ),
    "`{command} cancel R-7Q2MK4` ends yours while nobody has decided.": (
        "`{command} cancel R-7Q2MK4`: फ़ैसला होने से पहले अपना अनुरोध रद्द करें।"
    ),
    "`{command} explain @asha 100 for shipping the demo` says what would become of it, and asks for nothing.": (
        "`{command} explain @asha 100 for shipping the demo`: ऐसे अनुरोध का क्या होगा; इससे कोई अनुरोध दर्ज नहीं होता।"
    ),
    "`{command} undo R-7Q2MK4 it was meant for somebody else` asks to have its points taken back{until}.": (
        "`{command} undo R-7Q2MK4 it was meant for somebody else`: उसके पॉइंट वापस लेने का अनुरोध करें{until}।"
    ),
    "; an operator can": "; यह अधिकार ऑपरेटर को है",
    "`{command} budget` shows what is left of your budgets.": "`{command} budget`: आपके बजट में कितना बचा है।",
    "`{command} away @farah until Friday` lets another approver decide for you; `{command} back` ends it.": (
        "`{command} away @farah until Friday`: अपने फ़ैसले मंज़ूरी देने वाले किसी और व्यक्ति को सौंपें; `{command} back` से यह "
        "ख़त्म होता है।"
    ),
    "`{command} help` shows this.": "`{command} help`: यही जानकारी।",
    "Name the value that a reward shows: {values}.": "लिखें कि रिवॉर्ड किस मूल्य की मिसाल है: {values}।",
    "You can name the value that a reward shows: {values}.": "चाहें तो लिखें कि रिवॉर्ड किस मूल्य की मिसाल है: {values}।",
    "`{command} private @asha 100 for …` keeps it private: no channel hears of it.": (
        "`{command} private @asha 100 for …`: इससे वह निजी रहता है, और किसी चैनल में उसकी ख़बर नहीं जाती।"
    ),
    "From {least} to {most} at a time{steps}{where}.": "एक बार में {least} से {most} तक{steps}{where}।",
    "Up to {most} at a time{steps}{where}.": "एक बार में {most} तक{steps}{where}।",
    ", in steps of {step}": ", {step} के गुणकों में",
    ", in {channels}": ", {channels} में",
    "From {points} on, with a reason.": "{points} या इससे ज़्यादा हों, तो वजह के साथ।",
    "They move once {approvers} approves, within {time}.": (
        "{time} के अंदर {approvers} की मंज़ूरी मिलने पर पॉइंट भेज दिए जाते हैं।"
    ),
    "They move once so many approve, within {time}:": "{time} के अंदर इतनी मंज़ूरियाँ मिलने पर पॉइंट भेज दिए जाते हैं:",
    "• up to {points}: {approvals}": "• {points} तक: {approvals}",
    "{number} of {approvers}": "{approvers} में से {number}",
    "nobody's approval is needed": "किसी की मंज़ूरी नहीं चाहिए",
}

PLURALS = {
    (
        "What you ask for one person in {number} day counts together.",
        "What you ask for one person in {number} days counts together.",
    ): (
        "{number} दिन में एक ही व्यक्ति के लिए किए गए आपके अनुरोध जोड़कर गिने जाते हैं।",
        "{number} दिनों में एक ही व्यक्ति के लिए किए गए आपके अनुरोध जोड़कर गिने जाते हैं।",
    ),
    (", within {number} day of their arrival", ", within {number} days of their arrival"): (
        ", उनके पहुँचने के {number} दिन के अंदर",
        ", उनके पहुँचने के {number} दिनों के अंदर",
    ),
    ("{number} day", "{number} days"): ("{number} दिन", "{number} दिनों"),
    ("{number} hour", "{number} hours"): ("{number} घंटे", "{number} घंटों"),
}
