"""What `messages/showing.py` says."""

SENTENCES = {
    "Private: no channel hears of it": "निजी: किसी चैनल में इसकी ख़बर नहीं जाएगी",
    "Asked in {giver}'s name, at Shabash's command line": "{giver} के नाम से, शाबाश की कमांड लाइन पर माँगा गया",
    "This reward shows {value}.": "यह रिवॉर्ड {value} की मिसाल है।",
}

PLURALS: dict[tuple[str, str], tuple[str, str]] = {}
