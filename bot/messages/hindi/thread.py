"""What `messages/thread.py` says."""

SENTENCES = {
    "{checking} and will answer here.": "{checking}। जवाब यहीं मिलेगा।",
    "A person has settled that EnKash did not take {these} back.": (
        "एक व्यक्ति ने तय किया है कि EnKash ने {these} को वापस नहीं लिया।"
    ),
    "A person has settled that EnKash did not move {these}.": (
        "एक व्यक्ति ने तय किया है कि EnKash ने {these} को नहीं पहुँचाया।"
    ),
    "The cause of EnKash's refusal is mended.": "EnKash के इनकार की वजह दूर कर दी गई है।",
    "I am sending this again and will answer here.": "इसे फिर से भेजा जा रहा है। जवाब यहीं मिलेगा।",
    "Sending is paused for now; I send this again as soon as it goes on, and will answer here.": (
        "भेजना अभी रुका हुआ है; शुरू होते ही इसे फिर से भेजा जाएगा। जवाब यहीं मिलेगा।"
    ),
    "I am sending it again and will answer here.": "उसे फिर से भेजा जा रहा है। जवाब यहीं मिलेगा।",
    "Sending is paused for now; I send it again as soon as it goes on, and will answer here.": (
        "भेजना अभी रुका हुआ है; शुरू होते ही उसे फिर से भेजा जाएगा। जवाब यहीं मिलेगा।"
    ),
    "I am sending them again and will answer here.": "उन्हें फिर से भेजा जा रहा है। जवाब यहीं मिलेगा।",
    "Sending is paused for now; I send them again as soon as it goes on, and will answer here.": (
        "भेजना अभी रुका हुआ है; शुरू होते ही उन्हें फिर से भेजा जाएगा। जवाब यहीं मिलेगा।"
    ),
    "I am sending {these} again and will answer here.": "{these} को फिर से भेजा जा रहा है। जवाब यहीं मिलेगा।",
    "Sending is paused for now; I send {these} again as soon as it goes on, and will answer here.": (
        "भेजना अभी रुका हुआ है; शुरू होते ही {these} को फिर से भेजा जाएगा। जवाब यहीं मिलेगा।"
    ),
    "If {recipient} is still to have a reward, {giver} can ask again.": (
        "अगर {recipient} को अब भी रिवॉर्ड देना हो, तो {giver} की ओर से फिर से अनुरोध किया जा सकता है।"
    ),
    "{request} was approved, but there was nothing left to take back: it was done already, or nobody knows "
    "any more whose points these were. I have held it back, and no points moved.": (
        "{request} मंज़ूर हुआ था, पर वापस लेने को कुछ बचा नहीं था: वापसी पहले ही हो चुकी थी, या अब किसी को पता नहीं कि ये पॉइंट "
        "किसके थे। इसे रोक लिया गया है, और पॉइंट जहाँ थे, वहीं हैं।"
    ),
    "{request} was approved, but {recipient} can no longer receive points: they have left, are a guest "
    "now, or are not on HR's list any more. I have held it back, and no points moved.": (
        "{request} मंज़ूर हुआ था, पर {recipient} को अब पॉइंट नहीं दिए जा सकते: वे अब यहाँ नहीं हैं, गेस्ट हैं, या HR की सूची में "
        "नहीं हैं। इसे रोक लिया गया है, और पॉइंट जहाँ थे, वहीं हैं।"
    ),
    "{request} was approved, but the person it was for can no longer receive points: they have left, are a "
    "guest now, or are not on HR's list any more. I have held it back, and no points moved.": (
        "{request} मंज़ूर हुआ था, पर जिनके लिए यह था, उन्हें अब पॉइंट नहीं दिए जा सकते: वे अब यहाँ नहीं हैं, गेस्ट हैं, या HR की "
        "सूची में नहीं हैं। इसे रोक लिया गया है, और पॉइंट जहाँ थे, वहीं हैं।"
    ),
}

PLURALS = {
    (
        "Confirmed: the {number} point reached {recipient}{when}.",
        "Confirmed: the {number} points reached {recipient}{when}.",
    ): (
        "पुष्टि हो गई: {recipient} को{when} {number} पॉइंट मिल गया।",
        "पुष्टि हो गई: {recipient} को{when} {number} पॉइंट मिल गए।",
    ),
    (
        "{giver}, you need do nothing: {helpers} has the details.",
        "{giver}, you need do nothing: {helpers} have the details.",
    ): (
        "{giver}, आपको कुछ नहीं करना है: पूरी जानकारी {helpers} के पास है।",
        "{giver}, आपको कुछ नहीं करना है: पूरी जानकारी {helpers} के पास है।",
    ),
}
