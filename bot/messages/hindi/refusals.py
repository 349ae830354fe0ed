"""What `messages/refusals.py` says."""

SENTENCES = {
    "Nothing was recorded.": "कुछ भी दर्ज नहीं हुआ है।",
    "Points are whole numbers from {least} to {limit}.": "पॉइंट {least} से {limit} तक की पूरी संख्या होते हैं।",
    "For example": "जैसे",
    "Like this": "इस तरह",
    "Your line, for later": "आपकी लाइन, बाद के लिए",
    "The line for them": "उनके लिए लाइन",
    "Please begin with the person, picked from the list Slack shows as you type @, and the points": (
        "कृपया पहले व्यक्ति का नाम लिखें, जो @ टाइप करने पर Slack की सूची से चुना गया हो, और फिर पॉइंट"
    ),
    "How many points? Write the number right after the person.": ("कितने पॉइंट? संख्या व्यक्ति के नाम के ठीक बाद लिखें।"),
    "I count in points, not rupees.": "यहाँ गिनती पॉइंट में होती है, रुपयों में नहीं।",
    "If you mean {seen} points": "अगर आपका मतलब {seen} पॉइंट है",
    "Please write the number in full: `5,000` or `1,00,000`.": "कृपया संख्या पूरी लिखें: `5,000` या `1,00,000`।",
    "Please write the points in figures.": "कृपया पॉइंट अंकों में लिखें।",
    "Please write {seen} with the digits 0–9.": "कृपया {seen} को 0–9 अंकों में लिखें।",
    "I am not sure what {seen} means. Write {readings}.": "{seen} का मतलब पक्का नहीं है। {readings} लिखें।",
    'I see two numbers. Put "for" before the reason': "यहाँ दो संख्याएँ हैं। वजह से पहले `for` लिखें",
    "Is {person} to get points too, or part of the reason? To reward both, name both before the points; "
    'otherwise put "for" before the reason': (
        "क्या {person} को भी पॉइंट मिलने हैं, या यह नाम वजह का हिस्सा है? दोनों को रिवॉर्ड देना "
        "हो तो दोनों के नाम पॉइंट से पहले लिखें; नहीं तो वजह से पहले `for` लिखें"
    ),
    "I can't tell who {seen} is. Pick the name from the list Slack shows as you type @.": (
        "{seen} कौन हैं, यह पता नहीं चला। @ टाइप करने पर Slack जो सूची दिखाता है, उसमें से नाम चुनें।"
    ),
    "Your line": "आपकी लाइन",
    "{seen} is a channel, and points go to a person. Pick the person": (
        "{seen} एक चैनल है, और पॉइंट किसी व्यक्ति को मिलते हैं। व्यक्ति को चुनें"
    ),
    "{seen} means everybody, and points go to people whom you name. Pick them": (
        "{seen} का मतलब सब लोग है, और पॉइंट उन्हें मिलते हैं जिनके नाम आप लिखते हैं। उन्हें चुनें"
    ),
    "I found marks in your line that cannot be seen. Please type it again.": (
        "आपकी लाइन में ऐसे चिह्न हैं जो दिखाई नहीं देते। कृपया उसे फिर से टाइप करें।"
    ),
    "Without them it reads": "उनके बिना वह यह है",
    "A reason needs a letter or a digit. Add a few words, or leave the reason out": (
        "वजह में कम से कम एक अक्षर या अंक चाहिए। कुछ शब्द जोड़ें, या वजह हटा दें"
    ),
    'Is this to be private, or is that a word of the reason? Then put "for" before the reason.': (
        "क्या इसे निजी रखना है, या यह वजह का शब्द है? वजह का शब्द हो तो वजह से पहले `for` लिखें।"
    ),
    "To keep it private, put the word first": "निजी रखना हो तो यह शब्द सबसे पहले लिखें",
    "{seen} is none of our values: {tags}. In a reason, leave out the #.": (
        "{seen} हमारे मूल्यों में से नहीं है: {tags}। वजह में # न लगाएँ।"
    ),
    "A reward shows one value, and I see several. Keep the one that fits best.": (
        "एक रिवॉर्ड एक ही मूल्य की मिसाल होता है, और यहाँ कई हैं। जो सबसे सही हो, वही रखें।"
    ),
    "Your line is longer than {limit} characters. Please shorten the reason.": (
        "आपकी लाइन {limit} अक्षरों से लंबी है। कृपया वजह छोटी करें।"
    ),
    "This much fits": "इतना आ सकता है",
    "One request can be for {limit} people at most, and this one is for {number}. {nothing} Please ask in "
    "parts. The first of them": (
        "एक अनुरोध ज़्यादा से ज़्यादा {limit} लोगों के लिए हो सकता है, और यह {number} के लिए है। "
        "{nothing} कृपया कई हिस्सों में अनुरोध करें। पहला हिस्सा"
    ),
    "I don't know yet who is in {groups}, and am asking Slack. {nothing} Please try again in a minute. If you read "
    "this again, Slack may have switched it off or not tell me of it: name the people.": (
        "{groups} में कौन हैं, यह अभी पता नहीं है, Slack से पूछा जा रहा है। {nothing} कृपया एक "
        "मिनट बाद फिर कोशिश करें। फिर भी यही आए तो शायद वह ग्रुप Slack में बंद है: लोगों के नाम लिखें।"
    ),
    "Your line, for then": "तब के लिए आपकी लाइन",
    "Nobody but you is in {groups}, and you can't reward yourself. {nothing} Pick somebody else": (
        "{groups} में आपके सिवा कोई नहीं है, और अपने आप को रिवॉर्ड नहीं दिया जा सकता। {nothing} किसी और को चुनें"
    ),
    "You can't reward yourself. {nothing} Somebody else can ask for you.": (
        "अपने लिए रिवॉर्ड का अनुरोध नहीं होता। {nothing} यह अनुरोध किसी और से करवाया जा सकता है।"
    ),
    "{person} is an app, and points go to people. {nothing} Pick a colleague instead": (
        "{person} एक ऐप है, और पॉइंट लोगों को मिलते हैं। {nothing} उसकी जगह किसी सहकर्मी को चुनें"
    ),
    "{person} belongs to another company, so I can't reward them. {nothing} Pick a colleague instead": (
        "{person} का संबंध दूसरी कंपनी से है, इसलिए उन्हें रिवॉर्ड नहीं दिया जा सकता। {nothing} उनकी जगह किसी सहकर्मी को चुनें"
    ),
    "{person} is a guest here, and points go to full members. {nothing} Pick a full member instead": (
        "{person} यहाँ अतिथि हैं, और पॉइंट पूर्ण सदस्यों को मिलते हैं। {nothing} उनकी जगह किसी पूर्ण सदस्य को चुनें"
    ),
    "{person} has no active Slack account any more, so I can't reward them. {nothing} Pick a colleague instead": (
        "{person} का Slack खाता अब सक्रिय नहीं है, इसलिए उन्हें रिवॉर्ड नहीं दिया जा सकता। {nothing} उनकी जगह किसी सहकर्मी को चुनें"
    ),
    "Slack has not told me about {person} yet. {nothing} Please try again in a minute": (
        "Slack ने {person} के बारे में अभी नहीं बताया है। {nothing} कृपया एक मिनट बाद फिर कोशिश करें"
    ),
    "I can't reward {person} yet: HR has not given me an e-mail and mobile for this person. {nothing} "
    "{helpers_or_hr} can add them.": (
        "{person} को अभी रिवॉर्ड नहीं दिया जा सकता: HR से उनका ई-मेल और मोबाइल नंबर नहीं मिला है। "
        "{nothing} इन्हें जोड़ने में मदद: {helpers_or_hr}।"
    ),
    "Only full members of this workspace can ask for rewards. {nothing} One of them can ask for you.": (
        "रिवॉर्ड का अनुरोध सिर्फ़ इस वर्कस्पेस के पूर्ण सदस्य कर सकते हैं। {nothing} यह अनुरोध उनमें से किसी से करवाया जा सकता है।"
    ),
    "A reward needs three different people, one who asks, one who approves and one who receives, and "
    "there is no other active approver for this one. {nothing} {helpers} can help.": (
        "एक रिवॉर्ड के लिए तीन अलग लोग चाहिए: एक अनुरोध के लिए, एक मंज़ूरी के लिए और एक पाने के "
        "लिए। इसे मंज़ूर करने के लिए कोई और सक्रिय नहीं है। {nothing} मदद: {helpers}।"
    ),
    "A reward of this size needs the approval of {limit} different people who neither ask for it nor "
    "receive it, and there are not so many active approvers for this one. {nothing} {helpers} can help.": (
        "इतने बड़े रिवॉर्ड के लिए {limit} अलग लोगों की मंज़ूरी चाहिए, जो न अनुरोध करते हों और न "
        "पाते हों, और इसके लिए इतने सक्रिय मंज़ूरी देने वाले नहीं हैं। {nothing} मदद: {helpers}।"
    ),
    "The approval of your manager counts here, and HR has not told me who that is. {nothing} {helpers} can help.": (
        "यहाँ आपके मैनेजर की मंज़ूरी चाहिए, और HR ने नहीं बताया है कि वे कौन हैं। {nothing} मदद: {helpers}।"
    ),
    "Only {allowed} can ask for rewards. {nothing} One of them can ask for you.": (
        "रिवॉर्ड का अनुरोध सिर्फ़ ये कर सकते हैं: {allowed}। {nothing} यह अनुरोध उनमें से किसी से करवाया जा सकता है।"
    ),
    "Rewards are asked for in {allowed}. {nothing} Please type your line there": (
        "रिवॉर्ड का अनुरोध यहाँ होता है: {allowed}। {nothing} कृपया अपनी लाइन वहाँ टाइप करें"
    ),
    "Points are given in steps of {limit}. {nothing}": "पॉइंट {limit} के गुणकों में दिए जाते हैं। {nothing}",
    "From {limit} points on, a reward needs a reason. {nothing} Please write yours for the dots": (
        "{limit} पॉइंट से रिवॉर्ड के लिए वजह चाहिए। {nothing} कृपया बिंदुओं की जगह अपनी वजह लिखें"
    ),
    "A reward names the value that it shows: {tags}. {nothing} Please put yours for the dots": (
        "रिवॉर्ड में वह मूल्य लिखा जाता है जिसकी वह मिसाल है: {tags}। {nothing} कृपया बिंदुओं की जगह अपना मूल्य लिखें"
    ),
    "Rewards are not kept private here: channels hear of them. {nothing}": (
        "यहाँ रिवॉर्ड निजी नहीं रखे जाते: चैनलों को उनका पता चलता है। {nothing}"
    ),
    "Without that word, your line is": "उस शब्द के बिना आपकी लाइन यह है",
    "Rewards count against a department's budget here, and HR has not told me which department is yours. "
    "{nothing} {helpers_or_hr} can add it.": (
        "यहाँ रिवॉर्ड विभाग के बजट से दिए जाते हैं, और HR ने नहीं बताया है कि आपका विभाग कौन-सा "
        "है। {nothing} इसे जोड़ने में मदद: {helpers_or_hr}।"
    ),
    "{budget} {nothing}": "{budget} {nothing}",
    "{room} for {person}. {nothing}": "{person} के लिए: {room}। {nothing}",
    "There is a limit to what one person may be given, and it does not allow this for {person} at the "
    "moment. {nothing} {helpers} can help.": (
        "एक व्यक्ति को दिए जाने वाले पॉइंट की एक सीमा है, और अभी {person} के लिए वह इसकी अनुमति "
        "नहीं देती। {nothing} मदद: {helpers}।"
    ),
    "You already have {requests} waiting for a decision, the most there can be. {nothing} There is room "
    "as soon as one is decided or cancelled.": (
        "आपके {requests} पहले से फ़ैसले के इंतज़ार में हैं, इससे ज़्यादा नहीं हो सकते। {nothing} "
        "किसी एक पर फ़ैसला होते ही या उसके रद्द होते ही जगह बन जाएगी।"
    ),
    "Without them": "उनके बिना",
    "Pick others": "दूसरों को चुनें",
    "{nothing} Not everybody can be rewarded: {barred}.": ("{nothing} हर किसी को रिवॉर्ड नहीं दिया जा सकता: {barred}।"),
    "that group": "वह ग्रुप",
    "the number in full": "पूरी संख्या",
    "The people who look after Shabash": "शाबाश की देखरेख करने वाले लोग",
    "HR": "HR",
}

PLURALS: dict[tuple[str, str], tuple[str, str]] = {}
