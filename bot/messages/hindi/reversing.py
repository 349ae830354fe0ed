"""What `messages/reversing.py` says."""

SENTENCES = {
    "taking back {points} from {recipient}": "{recipient} से {points} की वापसी",
    "to take back {points} from {recipient}": "{recipient} से {points} की वापसी",
    "My records were restored from a backup, and do not tell whether EnKash has done this. I am checking "
    "what became of {these}.": (
        "मेरे रिकॉर्ड बैकअप से वापस लाए गए हैं, और उनसे पता नहीं चलता कि EnKash ने यह किया या नहीं। जाँच चल रही है कि "
        "{these} का क्या हुआ।"
    ),
    "EnKash has not confirmed yet that it took {these} back. I am checking whether it did.": (
        "EnKash ने {these} की वापसी की पुष्टि अभी नहीं की है। जाँच चल रही है कि वापसी हुई या नहीं।"
    ),
    "EnKash never confirmed that it took {these} back, and a person has settled that it will not.": (
        "EnKash ने {these} की वापसी की पुष्टि कभी नहीं की, और एक व्यक्ति ने तय किया है कि वापसी नहीं होगी।"
    ),
    "EnKash did not take {these} back: {recipient} may have spent them, or EnKash may not allow it for "
    "this card. No points moved.": (
        "EnKash ने {these} को वापस नहीं लिया: हो सकता है कि {recipient} ने इन्हें ख़र्च कर दिया हो, या EnKash इस कार्ड पर इसकी "
        "अनुमति न देता हो। पॉइंट जहाँ थे, वहीं हैं।"
    ),
    "It was approved, and then there was nothing left to take back. No points moved.": (
        "यह मंज़ूर हुआ था, पर वापस लेने को कुछ बचा नहीं था। पॉइंट जहाँ थे, वहीं हैं।"
    ),
    "Sending is paused for now; I ask EnKash to take {these} back as soon as it goes on.": (
        "भेजना अभी रुका हुआ है; फिर शुरू होते ही EnKash से {these} को वापस लेने के लिए कहा जाएगा।"
    ),
    "Asking EnKash to take {these} back now.": "EnKash से {these} को वापस लेने के लिए अब कहा जा रहा है।",
}

PLURALS = {
    (
        "{giver} would like to take back the {number} point that was given to {recipient}.",
        "{giver} would like to take back the {number} points that were given to {recipient}.",
    ): (
        "{giver} की ओर से {recipient} को दिया गया {number} पॉइंट वापस लेने का अनुरोध।",
        "{giver} की ओर से {recipient} को दिए गए {number} पॉइंट वापस लेने का अनुरोध।",
    ),
    (
        "{giver} took back {number} point from {recipient}.",
        "{giver} took back {number} points from {recipient}.",
    ): (
        "{giver} ने {recipient} से {number} पॉइंट वापस लिया।",
        "{giver} ने {recipient} से {number} पॉइंट वापस लिए।",
    ),
    (
        "{number} point was taken back from {recipient}.",
        "{number} points were taken back from {recipient}.",
    ): (
        "{recipient} से {number} पॉइंट वापस लिया गया।",
        "{recipient} से {number} पॉइंट वापस लिए गए।",
    ),
}
