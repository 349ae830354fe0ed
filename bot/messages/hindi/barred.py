"""What `messages/barred.py` says."""

SENTENCES = {
    "{people} is an app": "{people} एक ऐप है",
    "{people} are apps": "{people} ऐप हैं",
    "{people} belongs to another company": "{people} दूसरी कंपनी से हैं",
    "{people} belong to other companies": "{people} दूसरी कंपनियों से हैं",
    "{people} is a guest here": "{people} यहाँ गेस्ट हैं",
    "{people} are guests here": "{people} यहाँ गेस्ट हैं",
    "{people} has left Slack": "{people} अब Slack पर नहीं हैं",
    "{people} have left Slack": "{people} अब Slack पर नहीं हैं",
    "you can't reward yourself": "ख़ुद को रिवॉर्ड नहीं दिया जा सकता",
    "Slack has not told me about {people} yet": "Slack ने {people} के बारे में अभी कुछ नहीं बताया है",
    "HR has not given me an e-mail and mobile for {people}": "HR ने {people} का ई-मेल और मोबाइल नंबर नहीं दिया है",
    "a limit to what one person may be given does not allow this for {people}": (
        "एक व्यक्ति को दिए जाने वाले पॉइंट की सीमा {people} के लिए इसकी अनुमति नहीं देती"
    ),
}

PLURALS: dict[tuple[str, str], tuple[str, str]] = {}
