"""What `messages/digest.py` says."""

SENTENCES = {
    "{channel}, which the policy names as `[digest] channel`, is shared with another company or is about "
    "to be, so I posted no digest there. Please name a channel of your own in the policy.": (
        "{channel}, जो पॉलिसी में `[digest] channel` है, दूसरी कंपनी के साथ साझा है या होने वाला "
        "है, इसलिए मैंने वहाँ सारांश नहीं भेजा। कृपया पॉलिसी में अपना कोई चैनल लिखें।"
    ),
    "I can't post the digest in {channel}. Slack says {words}. {mend}, or name another channel in the "
    "policy. `shabash digest` prints what it would have said.": (
        "{channel} में सारांश भेजना संभव नहीं है। Slack का जवाब: {words}। {mend}, या पॉलिसी में "
        "कोई दूसरा चैनल लिखें। `shabash digest` दिखाता है कि उसमें क्या होता।"
    ),
    "*Rewards from {first} to {last}*": "*{first} से {last} तक के रिवॉर्ड*",
    "None this week.": "इस हफ़्ते कोई नहीं।",
    "None this month.": "इस महीने कोई नहीं।",
    "{much} for {people}": "{people} के लिए {much}",
    "• {who}, from {giver}": "• {who}, {giver} की ओर से",
    "{label}  {bar}": "{bar}  {label}",
    "{month} {year}": "{month} {year}",
    "Points by week": "हर हफ़्ते के पॉइंट",
    "Points by month": "हर महीने के पॉइंट",
    "Rewards by week": "हर हफ़्ते के रिवॉर्ड",
    "Rewards by month": "हर महीने के रिवॉर्ड",
    "By value": "मूल्य के अनुसार",
    "Thanked most": "सबसे ज़्यादा सराहना",
    "Of the company's budget for {period}, {percent} % is used.": (
        "{period} के लिए कंपनी के बजट का {percent} % इस्तेमाल हुआ है।"
    ),
    "Of the company's budget for {period}, {percent} % is used ({taken} of {all}).": (
        "{period} के लिए कंपनी के बजट का {percent} % इस्तेमाल हुआ है ({all} में से {taken})।"
    ),
    "the quarter from {first} to {last}": "{first} से {last} तक की तिमाही",
    "the year from {first} to {last}": "{first} से {last} तक के साल",
    "{rewards} of {points}": "{points} के {rewards}",
}

PLURALS = {
    ("And {number} more reward.", "And {number} more rewards."): ("और {number} रिवॉर्ड।", "और {number} रिवॉर्ड।"),
    ("{number} request waits for a decision.", "{number} requests wait for a decision."): (
        "{number} अनुरोध फ़ैसले के इंतज़ार में है।",
        "{number} अनुरोध फ़ैसले के इंतज़ार में हैं।",
    ),
    (
        "EnKash has not confirmed {number} reward yet; I am looking.",
        "EnKash has not confirmed {number} rewards yet; I am looking.",
    ): (
        "EnKash ने अभी {number} रिवॉर्ड की पुष्टि नहीं की है; पता लगाया जा रहा है।",
        "EnKash ने अभी {number} रिवॉर्ड की पुष्टि नहीं की है; पता लगाया जा रहा है।",
    ),
    ("{number} reward", "{number} rewards"): ("{number} रिवॉर्ड", "{number} रिवॉर्ड"),
}
