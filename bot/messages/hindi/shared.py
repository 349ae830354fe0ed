"""What several modules of `messages/` say."""

SENTENCES = {
    ".": "।",
    "{day} at {time}": "{day}, {time}",
    "Please don't ask for this reward a second time.": "कृपया इस रिवॉर्ड के लिए दूसरी बार अनुरोध न करें।",
    "somebody": "किसी",
    "{points} for {recipients}, {total} in all": "{recipients} के लिए {points}, कुल {total}",
    "{points} for {recipients}": "{recipients} के लिए {points}",
    "{limit} for {people}": "{limit}, {people} के लिए",
    "{points} each": "प्रति व्यक्ति {points}",
    "{number} more": "{number} और",
}

PLURALS: dict[tuple[str, str], tuple[str, str]] = {}
