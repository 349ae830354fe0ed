"""What `messages/showing.py` says."""

SENTENCES = {
    "Private: no channel hears of it": "निजी: किसी चैनल में इसकी ख़बर नहीं जाएगी",
    "This reward shows {value}.": "यह रिवॉर्ड {value} की मिसाल है।",
}

PLURALS: dict[tuple[str, str], tuple[str, str]] = {}
