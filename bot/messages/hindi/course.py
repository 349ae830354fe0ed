"""What `messages/course.py` says."""

SENTENCES = {
    "Nobody can decide at the moment; it ends {until}": "इस समय फ़ैसला करने वाला कोई नहीं है; यह {until} तक खुला है",
    "{so_far}, waiting for {deciders} until {until}": "{so_far}; {until} तक {deciders} का इंतज़ार है",
    "{deciders} can decide until {until}": "फ़ैसला {deciders} के हाथ में है, {until} तक",
    "My records were restored from a backup, and this may have been decided and paid since. I am checking at "
    "EnKash; nobody can decide on it before that is settled": (
        "मेरे रिकॉर्ड बैकअप से वापस लाए गए हैं, और हो सकता है कि तब से इस पर फ़ैसला और भुगतान हो चुका हो। EnKash पर जाँच "
        "चल रही है; वह पूरी होने से पहले इस पर कोई फ़ैसला नहीं हो सकता"
    ),
    "{count} of {quorum} approvals": "मंज़ूरी: {quorum} में से {count}",
    "{count} of {quorum} approvals ({people})": "मंज़ूरी: {quorum} में से {count} ({people})",
    "Nothing moves before that.": "तब तक पॉइंट जहाँ हैं, वहीं रहेंगे।",
    "{clause} in {channel}": "{clause}, {channel} में",
    "{channel} hears of it once the points are there.": "पॉइंट पहुँचते ही {channel} में ख़बर दी जाएगी।",
    "I will tell {giver} directly what came of it.": "जो भी होगा, {giver} को सीधे मैसेज से बताया जाएगा।",
    "Approved.": "मंज़ूर।",
    "Approved by {people} at {time}.": "{people} ने {time} पर मंज़ूर किया।",
    "Approved by itself": "अपने-आप मंज़ूर",
    "Approved by itself, as rewards up to {points} are": "अपने-आप मंज़ूर, जैसे {points} तक के सभी रिवॉर्ड होते हैं",
    "New balance: {points}.": "नया बैलेंस: {points}।",
    "EnKash has not confirmed {these} yet.": "EnKash ने {these} की पुष्टि अभी नहीं की है।",
    "My records were restored from a backup, and do not tell what became of {these}.": (
        "मेरे रिकॉर्ड बैकअप से वापस लाए गए हैं, और उनसे पता नहीं चलता कि {these} का क्या हुआ।"
    ),
    "EnKash did not accept the reward for {recipient}, so no points moved.": (
        "EnKash ने {recipient} का रिवॉर्ड स्वीकार नहीं किया, इसलिए पॉइंट जहाँ थे, वहीं हैं।"
    ),
    "EnKash did not accept this reward, so no points moved.": (
        "EnKash ने यह रिवॉर्ड स्वीकार नहीं किया, इसलिए पॉइंट जहाँ थे, वहीं हैं।"
    ),
    "It was approved and then held back. No points moved.": ("यह मंज़ूर हुआ था, फिर रोक लिया गया। पॉइंट जहाँ थे, वहीं हैं।"),
    "{so_far}, so no points moved.": "{so_far}, इसलिए पॉइंट जहाँ थे, वहीं हैं।",
    "Nobody has decided on this request yet, so no points moved.": (
        "इस अनुरोध पर अभी किसी ने फ़ैसला नहीं किया है, इसलिए पॉइंट जहाँ थे, वहीं हैं।"
    ),
    "A request to take points back was closed.": "पॉइंट वापस लेने का एक अनुरोध बंद हो गया।",
    "A reward request was closed.": "रिवॉर्ड का एक अनुरोध बंद हो गया।",
}

PLURALS = {
    (
        "EnKash never confirmed {these}, and a person has settled that it will not arrive.",
        "EnKash never confirmed {these}, and a person has settled that they will not arrive.",
    ): (
        "EnKash ने {these} की पुष्टि कभी नहीं की, और एक व्यक्ति ने तय किया है कि यह नहीं पहुँचेगा।",
        "EnKash ने {these} की पुष्टि कभी नहीं की, और एक व्यक्ति ने तय किया है कि ये नहीं पहुँचेंगे।",
    ),
    (
        "Sending is paused for now; the point goes as soon as it goes on.",
        "Sending is paused for now; the points go as soon as it goes on.",
    ): (
        "भेजना अभी रुका हुआ है; फिर शुरू होते ही पॉइंट भेज दिया जाएगा।",
        "भेजना अभी रुका हुआ है; फिर शुरू होते ही पॉइंट भेज दिए जाएँगे।",
    ),
    ("Sending the point now.", "Sending the points now."): ("पॉइंट अब भेजा जा रहा है।", "पॉइंट अब भेजे जा रहे हैं।"),
    (
        "{number} point reached {recipient}, and was taken back {when}.",
        "{number} points reached {recipient}, and were taken back {when}.",
    ): (
        "{recipient} को {number} पॉइंट मिला, और {when} वापस लिया गया।",
        "{recipient} को {number} पॉइंट मिले, और {when} वापस लिए गए।",
    ),
    ("{number} point has reached {recipient}.", "{number} points have reached {recipient}."): (
        "{recipient} को {number} पॉइंट मिल गया।",
        "{recipient} को {number} पॉइंट मिल गए।",
    ),
    ("I am checking whether it arrived.", "I am checking whether they arrived."): (
        "जाँच चल रही है कि यह पहुँचा या नहीं।",
        "जाँच चल रही है कि ये पहुँचे या नहीं।",
    ),
}
