"""What `messages/asking.py` says."""

SENTENCES = {
    "Give a reward": "रिवॉर्ड दें",
    "The author of this message": "इस मैसेज का लेखक",
    "Please pick at least one person.": "कृपया कम से कम एक व्यक्ति चुनें।",
    "One request can be for {limit} people at most. Please pick fewer.": (
        "एक अनुरोध ज़्यादा से ज़्यादा {limit} लोगों के लिए हो सकता है। कृपया कम लोग चुनें।"
    ),
    "How many points? Please write a number.": "कितने पॉइंट? कृपया संख्या लिखें।",
    "From {limit} points on, a reward needs a reason. Please write a few words.": (
        "{limit} या इससे ज़्यादा पॉइंट के रिवॉर्ड के लिए वजह ज़रूरी है। कृपया कुछ शब्द लिखें।"
    ),
    "Please pick the value that it shows.": "कृपया चुनें कि यह किस मूल्य की मिसाल है।",
    "Please shorten the reason to {limit} characters.": "कृपया वजह को {limit} अक्षरों तक छोटा करें।",
    "Rewards are asked for in {allowed}. Please ask there.": (
        "रिवॉर्ड के अनुरोध {allowed} में किए जाते हैं। कृपया वहीं अनुरोध करें।"
    ),
    "Next": "आगे",
    "One request, one approval, and a reward for each of them.": "एक अनुरोध, एक मंज़ूरी, और हर व्यक्ति के लिए एक रिवॉर्ड।",
    ", unless it is private": ", अगर यह निजी न हो",
    "It is decided in {channel}{unless_private}.": "इसका फ़ैसला {channel} में होता है{unless_private}।",
    "The card goes into the thread of this message{unless_private}.": ("कार्ड इस मैसेज के थ्रेड में जाता है{unless_private}।"),
    "The card goes to {channel}{unless_private}.": "कार्ड {channel} में जाता है{unless_private}।",
    "The card goes there{unless_private}.": "कार्ड वहाँ जाता है{unless_private}।",
    "It hears of the reward once the points are there{unless_private}.": (
        "पॉइंट पहुँचते ही वहाँ रिवॉर्ड की ख़बर दी जाती है{unless_private}।"
    ),
    "*As it stands, I could not ask for this.*": "*अभी जो भरा है, उससे अनुरोध नहीं हो सकता।*",
    ", as rewards up to {points} do": ", जैसे {points} तक के सभी रिवॉर्ड के लिए",
    "It needs nobody's approval{of_tier}.": "इसके लिए किसी की मंज़ूरी नहीं चाहिए{of_tier}।",
    "It needs the approval of {deciders}{of_tier}.": "इसके लिए {deciders} की मंज़ूरी चाहिए{of_tier}।",
    "It needs {number} approvals{of_tier}, of {deciders}.": (
        "इसके लिए {number} लोगों की मंज़ूरी चाहिए{of_tier}। मंज़ूरी इनमें से: {deciders}।"
    ),
    "{line}, before this one.": "{line} (इस अनुरोध से पहले)।",
    "_After it:_ {budgets}": "_इसके बाद:_ {budgets}",
    "Who is it for?": "यह किसके लिए है?",
    "Each of them gets as many points.": "इनमें से हर एक को उतने ही पॉइंट मिलते हैं।",
    "How many points?": "कितने पॉइंट?",
    "What is it for?": "यह किस बात के लिए है?",
    "Everybody who sees the card reads it.": "कार्ड देखने वाले सभी लोग इसे पढ़ते हैं।",
    "From {number} points on it is needed.": "{number} या इससे ज़्यादा पॉइंट के लिए यह ज़रूरी है।",
    "What does it show?": "यह किसकी मिसाल है?",
    "The value of ours that fits best.": "हमारे मूल्यों में से जो सबसे सही बैठे।",
    "Keep it private": "इसे निजी रखें",
    "Who hears of it?": "इसकी ख़बर किसे मिले?",
    "No channel hears of it: only the two of you, and those who decide.": (
        "किसी चैनल में इसकी ख़बर नहीं जाती: यह सिर्फ़ आप दोनों और फ़ैसला करने वालों के बीच रहता है।"
    ),
    "In which channel?": "किस चैनल में?",
}

PLURALS: dict[tuple[str, str], tuple[str, str]] = {}
