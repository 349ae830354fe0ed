"""What `messages/timing.py` says."""

SENTENCES = {
    "Your request, {points}, has waited for a decision for a while, so I have asked {people} as well. {clause}. You "
    "need do nothing.": (
        "आपके अनुरोध ({points}) पर कुछ समय से फ़ैसला नहीं हुआ है, इसलिए अब {people} से भी कहा गया है। {clause}। आपको कुछ नहीं "
        "करना है।"
    ),
    "the next tier": "अगले स्तर",
    "Those who were to decide on {points} are away, so I have not ended your request yet. {clause}.": (
        "जिन्हें इस पर फ़ैसला करना था, वे छुट्टी पर हैं, इसलिए आपका अनुरोध ({points}) अभी ख़त्म नहीं किया गया है। {clause}।"
    ),
    "Nobody has decided on {request} for a while, also not after a reminder, and the policy has no tier above it "
    "with anybody else to ask. You may want to speak to those who can decide: its card names them.": (
        "{request} पर कुछ समय से किसी ने फ़ैसला नहीं किया है, याद दिलाने के बाद भी नहीं, और पॉलिसी में इससे ऊपर कोई ऐसा स्तर नहीं "
        "है, जिसमें किसी और से कहा जा सके। आप चाहें, तो उनसे बात करें, जो फ़ैसला कर सकते हैं: उनके नाम इसके कार्ड पर हैं।"
    ),
}

PLURALS: dict[tuple[str, str], tuple[str, str]] = {}
