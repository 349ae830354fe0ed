"""What `messages/several.py` says."""

SENTENCES = {
    ", {points} in all": ", कुल {points}",
    "{recipient} (new balance {points})": "{recipient} (नया बैलेंस {points})",
    "Both have their points.": "दोनों को अपने पॉइंट मिल गए।",
    "All {whole} have their points.": "सभी {whole} लोगों को अपने पॉइंट मिल गए।",
    "Sending is paused for now; the points go as soon as it goes on.": (
        "भेजना अभी रुका हुआ है; फिर शुरू होते ही पॉइंट भेज दिए जाएँगे।"
    ),
    "Sending is paused for now; the other points go as soon as it goes on.": (
        "भेजना अभी रुका हुआ है; फिर शुरू होते ही बाक़ी पॉइंट भेज दिए जाएँगे।"
    ),
    "Sending the points now.": "पॉइंट अब भेजे जा रहे हैं।",
    "The other points are on their way.": "बाक़ी पॉइंट रास्ते में हैं।",
    "EnKash has not confirmed those for {people} yet; I am checking whether they arrived.": (
        "EnKash ने {people} के पॉइंट की पुष्टि अभी नहीं की है; जाँच चल रही है कि वे पहुँचे या नहीं।"
    ),
    "My records were restored from a backup, and do not tell what became of those for {people}.": (
        "मेरे रिकॉर्ड बैकअप से वापस लाए गए हैं, और उनसे पता नहीं चलता कि {people} के पॉइंट का क्या हुआ।"
    ),
    "EnKash did not accept those for {people}.": "EnKash ने {people} के पॉइंट स्वीकार नहीं किए।",
    "EnKash never confirmed those for {people}, and a person has settled that they will not arrive.": (
        "EnKash ने {people} के पॉइंट की पुष्टि कभी नहीं की, और एक व्यक्ति ने तय किया है कि वे नहीं पहुँचेंगे।"
    ),
    "{people} can no longer receive points, so I held theirs back.": (
        "{people} को अब पॉइंट नहीं दिए जा सकते, इसलिए उनके पॉइंट रोक लिए गए।"
    ),
    "The points for {people} were taken back.": "{people} के पॉइंट वापस लिए गए।",
}

PLURALS = {
    ("{number} of {whole} has their points.", "{number} of {whole} have their points."): (
        "{whole} में से {number} को पॉइंट मिल गए।",
        "{whole} में से {number} को पॉइंट मिल गए।",
    ),
}
