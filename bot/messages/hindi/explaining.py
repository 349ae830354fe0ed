"""What `messages/explaining.py` says."""

SENTENCES = {
    "the points are within the limits": "पॉइंट सीमा के भीतर हैं",
    "they are in the policy's steps": "पॉइंट पॉलिसी के गुणकों में हैं",
    "a reason is there where one is needed": "जहाँ वजह ज़रूरी है, वहाँ वजह दी गई है",
    "the value that it shows is named": "जिस मूल्य की यह मिसाल है, उसका नाम दिया गया है",
    "it may be kept private": "इसे निजी रखा जा सकता है",
    "it is for no more people than one request may be": "एक अनुरोध में जितने लोग हो सकते हैं, यह उनसे ज़्यादा के लिए नहीं है",
    "whoever gives does not receive": "देने वाले और पाने वाले अलग-अलग हैं",
    "Slack has told me of everybody": "Slack ने सबके बारे में बता दिया है",
    "the giver may ask": "अनुरोधकर्ता को अनुरोध का अधिकार है",
    "it is asked where the policy allows it": "अनुरोध वहीं है, जहाँ पॉलिसी अनुमति देती है",
    "whoever receives is an active full member": "पाने वाले सक्रिय पूर्ण सदस्य हैं",
    "HR has told me whom EnKash should credit": "HR ने बता दिया है कि EnKash किसे पॉइंट दे",
    "the giver has room for one more request": "अनुरोधकर्ता के लिए एक और अनुरोध की जगह है",
    "its budgets have room for it": "बजट में इसकी जगह है",
    "the limits at one person have room for it": "एक व्यक्ति की सीमाओं में इसकी जगह है",
    "enough others can approve it": "मंज़ूरी के लिए काफ़ी और लोग हैं",
    "I explain what would become of a request: `{command} explain @asha 100 for shipping the demo`": (
        "किसी अनुरोध का क्या होगा, यह इससे पता चलता है: `{command} explain @asha 100 for shipping the demo`"
    ),
    "It would be refused: {why}": "यह स्वीकार नहीं होगा: {why}",
    "{points}, asked by {giver}": "{points}, अनुरोधकर्ता {giver}",
    "for #{value}": "मूल्य #{value}",
    "private": "निजी",
    "*If this were asked now:* {what}.": "*अगर यह अनुरोध अभी होता:* {what}।",
    "Whoever asks is in that group themselves, and left out.": "अनुरोधकर्ता ख़ुद उस ग्रुप में हैं, इसलिए उन्हें छोड़ दिया गया है।",
    "I only explain it: nothing was asked.": "यह सिर्फ़ जानकारी है: कोई अनुरोध नहीं हुआ।",
    "nobody": "0 लोगों",
    "*Tier:* up to {points}, approved by itself.": "*स्तर:* {points} तक, अपने-आप मंज़ूर।",
    "Now these could approve: {people}.": "अभी मंज़ूरी इनके हाथ में है: {people}।",
    "Nobody could approve it now.": "अभी इसे कोई मंज़ूर नहीं कर सकता।",
    "{deputy} decides for {person}, who is away.": "{person} छुट्टी पर हैं, उनकी जगह फ़ैसला {deputy} के हाथ में है।",
    "a reminder {until}": "{until} पर याद दिलाया जाएगा",
    "{people} asked as well {until}": "{until} पर {people} से भी कहा जाएगा",
    "the operators told {until}": "{until} पर ऑपरेटरों को बताया जाएगा",
    "its end {until}": "{until} पर यह ख़त्म हो जाएगा",
    "*Where nobody decides:* {steps}.": "*अगर कोई फ़ैसला न करे:* {steps}।",
    "*Budgets:*": "*बजट:*",
    "{left}, and {number} after it": "{left}, और इसके बाद {number}",
    "*Limits:*": "*सीमाएँ:*",
    "*EnKash would get,* once approved, and the like for each of the others:": (
        "मंज़ूरी के बाद *EnKash को यह भेजा जाएगा*, और बाक़ी सबके लिए भी ऐसा ही:"
    ),
    "*EnKash would get,* once approved:": "मंज़ूरी के बाद *EnKash को यह भेजा जाएगा:*",
}

PLURALS = {
    (
        "*Tier:* up to {points}, {number} approval by {approvers}.",
        "*Tier:* up to {points}, {number} approvals by {approvers}.",
    ): (
        "*स्तर:* {points} तक, {number} मंज़ूरी, इनमें से: {approvers}।",
        "*स्तर:* {points} तक, {number} मंज़ूरियाँ, इनमें से: {approvers}।",
    ),
}
