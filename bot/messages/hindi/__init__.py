"""Hindi, for `bot.messages.language`: `hindi/card.py` has what `messages/card.py` says, and so on; what several of them
say is in `hindi/shared.py`. A test holds the two against each other.

How it is spoken: simple words as an office says them, आप, and no word about anybody's gender: "{giver} ने … दिया", or
what is done without who does it ("भेजे जा रहे हैं", "जाँच चल रही है"), never "रहा हूँ". One word for one thing:

    point पॉइंट    reward रिवॉर्ड    request अनुरोध    giver अनुरोधकर्ता    recipient पाने वाले
    approve मंज़ूर करना, मंज़ूरी    decline नामंज़ूर करना    decide फ़ैसला करना    cancel रद्द करना    take back वापस लेना, वापसी
    budget बजट    balance बैलेंस    channel चैनल    thread थ्रेड    operator ऑपरेटर    tier स्तर    private निजी
    settle तय करना    confirm पुष्टि करना    no points moved पॉइंट जहाँ थे, वहीं हैं

"100 पॉइंट" and a list of people stand before any postposition as they are, which is why phrases go together here too;
phrases that stand for "these points" (इन 100 पॉइंट) always have one after them.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.messages.hindi import (
    answers,
    asking,
    away,
    barred,
    books,
    budgets,
    card,
    course,
    deciding,
    details,
    digest,
    direct,
    explaining,
    forms,
    history,
    home,
    leaving,
    limits,
    listed,
    lookback,
    marking,
    operators,
    phrases,
    questions,
    reconciling,
    redeeming,
    refusals,
    restoring,
    reversing,
    settling,
    several,
    shared,
    showing,
    standing,
    text,
    thread,
    timing,
    undoing,
    waiting,
)
from bot.messages.hindi import help as help_

AREAS = (
    answers,
    asking,
    away,
    barred,
    books,
    budgets,
    card,
    course,
    deciding,
    details,
    digest,
    direct,
    explaining,
    forms,
    help_,
    history,
    home,
    leaving,
    limits,
    listed,
    lookback,
    marking,
    operators,
    phrases,
    questions,
    reconciling,
    redeeming,
    refusals,
    restoring,
    reversing,
    settling,
    several,
    shared,
    showing,
    standing,
    text,
    thread,
    timing,
    undoing,
    waiting,
)

SENTENCES: Mapping[str, str] = {english: words for area in AREAS for english, words in area.SENTENCES.items()}
"""English -> Hindi."""

PLURALS: Mapping[tuple[str, str], tuple[str, str]] = {
    english: words for area in AREAS for english, words in area.PLURALS.items()
}
"""One and many."""

WEEKDAYS = ("सोम", "मंगल", "बुध", "गुरु", "शुक्र", "शनि", "रवि")
MONTHS = ("जन", "फ़र", "मार्च", "अप्रैल", "मई", "जून", "जुल", "अग", "सित", "अक्टू", "नव", "दिस")
WHOLE_MONTHS = (
    *("जनवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून"),
    *("जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"),
)
