"""What `messages/undoing.py` says."""

SENTENCES = {
    "Take back {what}": "वापस लें: {what}",
    "Take back": "वापस लें",
    "Which reward is to be taken back, and why?": "कौन-सा रिवॉर्ड वापस लेना है, और क्यों?",
    "I find no reward {reward} that you can take back: who gave one can, and an operator later. An id looks like "
    "R-7Q2MK4: please check yours.": (
        "ऐसा कोई रिवॉर्ड {reward} नहीं मिला जिसे वापस लेने का अधिकार आपके पास हो: यह अधिकार देने वाले के पास होता है, और बाद में "
        "ऑपरेटर के पास। आईडी R-7Q2MK4 जैसी होती है: कृपया अपनी आईडी जाँच लें।"
    ),
    "For example: `{command} undo {reward} it was meant for somebody else`": (
        "जैसे: `{command} undo {reward} it was meant for somebody else`"
    ),
    "{request} is for several people. Whose points are meant?": "{request} कई लोगों के लिए है। किसके पॉइंट वापस लेने हैं?",
    "{request} takes points back itself. To give them once more, ask for a new reward.": (
        "{request} ख़ुद पॉइंट वापस लेने का अनुरोध है। वही पॉइंट फिर से देने हों, तो नए रिवॉर्ड का अनुरोध करें।"
    ),
    "Nobody has decided on {request} yet, so there is nothing to take back. Whoever asked for it can cancel it: "
    "`{command} cancel {request}`": (
        "{request} पर अभी किसी ने फ़ैसला नहीं किया है, इसलिए वापस लेने को कुछ नहीं है। अनुरोधकर्ता की ओर से इसे रद्द किया जा सकता "
        "है: `{command} cancel {request}`"
    ),
    "Only points that have arrived can be taken back.": "वही पॉइंट वापस लिए जा सकते हैं, जो पहुँच चुके हों।",
    "That is done already: {now}": "यह पहले ही हो चुका है: {now}",
    "Taking {reward} back has been asked for already.": "{reward} वापस लेने का अनुरोध पहले से है।",
    "An operator can send it again.": "ऑपरेटर इसे दोबारा भेज सकते हैं।",
    "Please write why: those who decide read it, and so does the person whose points they are.": (
        "कृपया वजह लिखें: उसे फ़ैसला करने वाले लोग पढ़ते हैं, और वे भी जिनके ये पॉइंट हैं।"
    ),
    "{request} can't be taken back any more: the person it was for was removed from HR's list, and with them the "
    "details that EnKash knows them by.": (
        "{request} को अब वापस नहीं लिया जा सकता: जिनके लिए यह था, उनका नाम HR की सूची से हटा दिया गया है, और वह जानकारी भी, "
        "जिससे EnKash उन्हें पहचानता है।"
    ),
    "Nobody else could decide on this at the moment, so I have asked for nothing. Who asks and whose points they are "
    "do not decide.": (
        "इस समय इस पर फ़ैसला करने वाला कोई और नहीं है, इसलिए कोई अनुरोध नहीं किया गया। फ़ैसला न अनुरोधकर्ता का होता है, न उनका "
        "जिनके ये पॉइंट हैं।"
    ),
    "By the policy an operator takes a reward back.": "पॉलिसी के अनुसार रिवॉर्ड वापस लेना ऑपरेटर का काम है।",
    "{helpers} can see to that.": "इसके लिए {helpers} से कहें।",
    "{helpers} can do it.": "यह {helpers} की ओर से हो सकता है।",
    "{helpers} can still do it.": "यह {helpers} की ओर से अब भी हो सकता है।",
    "The {points} for {recipient} {were_taken_back}.": "{recipient} के {points} {were_taken_back}।",
}

PLURALS = {
    (
        "You could take this back for {number} day after it had arrived, and that is over.",
        "You could take this back for {number} days after it had arrived, and that is over.",
    ): (
        "पहुँचने के बाद {number} दिन तक इसे वापस लेने का अधिकार आपके पास था, और वह समय निकल चुका है।",
        "पहुँचने के बाद {number} दिन तक इसे वापस लेने का अधिकार आपके पास था, और वह समय निकल चुका है।",
    ),
    (
        "{number} point that {giver} gave you {when} was taken back. {asker} asked for that.",
        "{number} points that {giver} gave you {when} were taken back. {asker} asked for that.",
    ): (
        "{giver} ने {when} आपको जो {number} पॉइंट दिया था, वह वापस लिया गया। इसका अनुरोध {asker} का था।",
        "{giver} ने {when} आपको जो {number} पॉइंट दिए थे, वे वापस लिए गए। इसका अनुरोध {asker} का था।",
    ),
}
