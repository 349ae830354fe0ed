"""What `messages/details.py` says."""

SENTENCES = {
    "e-mail": "ई-मेल",
    "mobile": "मोबाइल",
    "the e-mail from {before} to {after}": "ई-मेल {before} से {after}",
    "the mobile from {before} to {after}": "मोबाइल {before} से {after}",
    "The details under which your reward points are sent have changed on HR's list: {changes}. I show only a part of "
    "each. If that is not right, please tell HR now.": (
        "आपके रिवॉर्ड पॉइंट जिस पते पर भेजे जाते हैं, वह HR की सूची में बदल गया है: {changes}। यहाँ हर एक का सिर्फ़ कुछ हिस्सा "
        "दिखाया गया है। अगर यह सही नहीं है, तो कृपया अभी HR को बताएँ।"
    ),
    "{person} was removed from HR's list, by {by}, with the details that their rewards were sent with. They receive "
    "nothing unless an import names them again.": (
        "{by} ने {person} को HR की सूची से हटा दिया है, और वह जानकारी भी, जिससे उनके रिवॉर्ड भेजे जाते थे। जब तक किसी इंपोर्ट में "
        "उनका नाम फिर से न आए, उन्हें कुछ नहीं मिलेगा।"
    ),
    "Points go there from now on, and each of them is told. If nobody meant to change that, `shabash pause` stops "
    "sending while you look.": (
        "अब से पॉइंट वहीं जाएँगे, और जिनकी जानकारी बदली है, उन सबको यह बताया जा रहा है। अगर यह बदलाव किसी ने जानबूझकर "
        "नहीं किया, तो जाँच होने तक `shabash pause` से भेजना रोका जा सकता है।"
    ),
}

PLURALS = {
    (
        "The e-mail or mobile of {number} person was changed in HR's list, by {by}{who}.",
        "The e-mail or mobile of {number} people was changed in HR's list, by {by}{who}.",
    ): (
        "{by} ने HR की सूची में {number} व्यक्ति का ई-मेल या मोबाइल बदला है{who}।",
        "{by} ने HR की सूची में {number} लोगों का ई-मेल या मोबाइल बदला है{who}।",
    ),
}
