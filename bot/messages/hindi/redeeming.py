"""What `messages/redeeming.py` says."""

SENTENCES = {
    "Redeem": "रिडीम करें",
    "Redeem your points at EnKash": "EnKash पर अपने पॉइंट रिडीम करें",
    "Looking it up at EnKash…": "EnKash पर देखा जा रहा है…",
    "Open your rewards at EnKash": "EnKash पर अपने रिवॉर्ड खोलें",
    "It logs you in without a code, so please pass it to nobody. If it works no longer, press Redeem again.": (
        "इससे बिना कोड के लॉगिन हो जाता है, इसलिए कृपया इसे किसी को न दें। अगर यह काम न करे, तो फिर से रिडीम करें दबाएँ।"
    ),
    "Your link to EnKash is here.": "EnKash का आपका लिंक यहाँ है।",
    "*Your balance at EnKash:* {points}.": "*EnKash पर आपका बैलेंस:* {points}।",
    "*The company's account:* EnKash does not tell what it holds just now.": (
        "*कंपनी का खाता:* EnKash अभी नहीं बता रहा कि इसमें कितने पॉइंट हैं।"
    ),
    "*The company's account:* {points} left to give.": "*कंपनी का खाता:* देने के लिए {points} बाक़ी।",
    "This month: {sums}.": "इस महीने: {sums}।",
    "{points} given": "दिए गए {points}",
    "{points} redeemed": "रिडीम किए गए {points}",
    "the people who look after Shabash": "शाबाश की देखरेख करने वाले लोगों",
    "Your points stay where they are.": "आपके पॉइंट जहाँ हैं, वहीं रहेंगे।",
    "If that lasts, please tell {them}.": "अगर ऐसा ही रहे, तो कृपया {them} को बताएँ।",
    "These points went to somebody else. Type `{command} balance` to see and redeem yours.": (
        "ये पॉइंट किसी और को मिले हैं। अपने पॉइंट देखने और रिडीम करने के लिए `{command} balance` लिखें।"
    ),
    "I have not been told where points are redeemed at EnKash. {helpers} can tell me.": (
        "मुझे नहीं बताया गया है कि EnKash पर पॉइंट कहाँ रिडीम होते हैं। यह जानकारी {helpers} से मिल सकती है।"
    ),
    "You asked a moment ago, and the answer is here or on its way. In half a minute you can ask again.": (
        "आपने अभी-अभी पूछा था, और जवाब आ चुका है या आ रहा है। आधे मिनट बाद फिर से पूछा जा सकता है।"
    ),
    "HR has not given me an e-mail and mobile for you, so I can't tell which card at EnKash is yours. {helpers} "
    "can add you.": (
        "HR से आपका ई-मेल और मोबाइल नहीं मिला है, इसलिए पता नहीं कि EnKash पर आपका कार्ड कौन-सा है। {helpers} से अपना "
        "नाम जुड़वाएँ।"
    ),
    "You have no card at EnKash yet. It is made with the first points that reach you.": (
        "EnKash पर अभी आपका कोई कार्ड नहीं है। पहले पॉइंट मिलते ही वह बन जाएगा।"
    ),
    "EnKash has a card that may be yours or somebody else's: what it says of its owner is not what HR has given me for "
    "you. So I leave it closed. Please tell {them}.": (
        "EnKash पर एक कार्ड है, जो आपका भी हो सकता है और किसी और का भी: उस पर दी गई जानकारी HR से मिली आपकी जानकारी से "
        "अलग है। इसलिए उसे खोला नहीं गया। कृपया {them} को बताएँ।"
    ),
    "EnKash does not let me in at present.": "EnKash पर अभी साइन इन नहीं हो पा रहा है।",
    "EnKash gave me no answer just now that I can use.": "EnKash से अभी काम का कोई जवाब नहीं मिला।",
    "Please ask again in a few minutes.": "कृपया कुछ मिनट बाद फिर से पूछें।",
    "EnKash answered without a link that I can use.": "EnKash के जवाब में काम का कोई लिंक नहीं था।",
    "That has waited for so long that I have not looked it up any more. Please ask again.": (
        "इसमें इतनी देर हो गई कि अब इसे नहीं देखा गया। कृपया फिर से पूछें।"
    ),
}

PLURALS: dict[tuple[str, str], tuple[str, str]] = {}
