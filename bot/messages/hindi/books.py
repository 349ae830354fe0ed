"""What `messages/books.py` says."""

SENTENCES = {
    ", {number} taken back ({points})": ", {number} वापस लिए गए ({points})",
    "The books are sealed. Since {since}: {asked} asked, {approved} approved, {allocated} allocated "
    "({points}){back}, {entries} entries in the history, up to number {up_to}.": (
        "बही-खाते पर मुहर लग गई है। {since} से अब तक: अनुरोध {asked}, मंज़ूर {approved}, दिए गए {allocated} "
        "({points}){back}, इतिहास में {entries} प्रविष्टियाँ, संख्या {up_to} तक।"
    ),
    "Head: `{head}`. This message keeps it outside the ledger: `shabash audit verify --head {head}` tells whether "
    "anything up to now was changed or removed.": (
        "मुहर: `{head}`। इस मैसेज से यह लेजर के बाहर भी सुरक्षित रहती है: `shabash audit verify --head {head}` बताता है कि अब "
        "तक का कुछ बदला या हटाया गया है या नहीं।"
    ),
}

PLURALS: dict[tuple[str, str], tuple[str, str]] = {}
