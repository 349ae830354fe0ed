"""What `messages/questions.py` says."""

SENTENCES = {
    "{giver}, {asker} asks about {points}:": "{giver}, {points} के बारे में {asker} का सवाल:",
    "Reply about {request}": "{request} के बारे में जवाब दें",
    "{asker}, {giver} replies to your question about {points}, {question}:": (
        "{asker}, {points} के बारे में आपके सवाल {question} पर {giver} का जवाब:"
    ),
    "They have a question of yours about this already. You can ask again once you have the reply.": (
        "इस बारे में आपका एक सवाल पहले ही भेजा जा चुका है। उसका जवाब मिलने के बाद फिर से पूछा जा सकता है।"
    ),
    "I have no record of this question, so I kept nothing. Please reply to whoever asked it directly.": (
        "इस सवाल का कोई रिकॉर्ड नहीं मिला, इसलिए कुछ दर्ज नहीं हुआ। जिन्होंने यह पूछा था, कृपया उन्हें सीधे जवाब दें।"
    ),
    "This question is for {giver} to reply to. Nothing has changed.": (
        "इस सवाल का जवाब {giver} को देना है। कुछ नहीं बदला है।"
    ),
    "You have replied to this already: {reply}.": "इसका आपका जवाब पहले ही दर्ज है: {reply}।",
}

PLURALS: dict[tuple[str, str], tuple[str, str]] = {}
