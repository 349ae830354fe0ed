"""The company that the playground shows, and every constant of it. Nothing here is real, and no secret is one."""

from __future__ import annotations

from bot.playground.enkash_books import EnkashAccount
from bot.playground.slack_nouns import Channel, Group, Identity, User

TEAM_ID = "T0SHABASH"
BOT_USER_ID = "U0SHABASH"

IDENTITY = Identity(
    team_id=TEAM_ID,
    team_domain="shabash-playground",
    team_name="Shabash Playground",
    app_id="A0SHABASH",
    bot_id="B0SHABASH",
    bot_user_id=BOT_USER_ID,
    bot_token="xoxb-playground-not-a-real-token",
    app_token="xapp-playground-not-a-real-token",
    signing_secret="playground-not-a-real-signing-secret",
)

HISTORY_KEY = "playground-not-a-real-key-of-the-history"

GIVER_ID = "U02MEERA"
APPROVER_IDS = ("U02RAVI", "U05FARAH")
RECIPIENT_ID = "U02ASHA"
UNMAPPED_ID = "U07NIKHIL"

USERS = (
    User(GIVER_ID, "meera", "Meera Nair", email="meera.nair@example.com"),
    User("U02RAVI", "ravi", "Ravi Kumar", email="ravi.kumar@example.com"),
    User("U05FARAH", "farah", "Farah Khan", email="farah.khan@example.com"),
    User(RECIPIENT_ID, "asha", "Asha Rao", email="asha.rao@example.com"),
    User(UNMAPPED_ID, "nikhil", "Nikhil Shah", email="nikhil.shah@example.com"),
    User("U0GUEST", "gita", "Gita Guest", email="gita@example.org", is_guest=True),
    User(BOT_USER_ID, "shabash", "Shabash", is_bot=True),
    User("USLACKBOT", "slackbot", "Slackbot"),  # Slack says of its own bot that it is none.
)

ACTING_IDS = (GIVER_ID, "U02RAVI", RECIPIENT_ID, "U05FARAH", UNMAPPED_ID)
"""Whom the page lets you be, in the order in which it puts them side by side."""

ROLES = {
    GIVER_ID: "manager",
    "U02RAVI": "approver",
    RECIPIENT_ID: "teammate",
    "U05FARAH": "finance, approver",
    UNMAPPED_ID: "not in HR's list yet",
}
"""What the page says of each."""

GROUPS = (Group("S0FINANCE", "finance", "Finance", ("U02RAVI", "U05FARAH")),)

CHANNELS = (
    Channel("C02DESIGN", "design", bot_is_member=True),
    Channel("C02GENERAL", "general"),
    Channel("C02LEADS", "leads", is_private=True, member_ids=(GIVER_ID, *APPROVER_IDS)),
)

HINTS = (
    {
        "deed": "sent",
        "title": "Ask, as Meera",
        "text": "A reward is typed already. Press Send.",
        "acting_id": GIVER_ID,
        "channel_id": "C02DESIGN",
    },
    {
        "deed": "approved",
        "title": "Approve, as Ravi",
        "text": "Become Ravi and press Approve.",
        "acting_id": "U02RAVI",
        "channel_id": "C02DESIGN",
    },
    {
        "deed": "read",
        "title": "Look, as Asha",
        "text": "Become Asha and see it arrive.",
        "acting_id": RECIPIENT_ID,
        "channel_id": "C02DESIGN",
    },
)
"""The three things that the page invites a newcomer to do, in order."""

FIRST_LINE = "/reward @asha 100 for shipping the demo"
"""What the page's composer holds at first."""

COMMANDS = {IDENTITY.command: "Reward somebody", "/invite": "Add somebody to this channel"}
"""What the page's composer completes, each with what it does."""

VALUES = {"ownership": "🔑 Ownership", "craft": "🛠 Craft", "care": "💛 Care"}
"""What a reward may show, as the policy has it: tags, and what people read."""

WORDS = {
    "private": "Ask for a reward that no channel hears of",
    "pending": "What waits for you, and what you wait for",
    "history": "What you asked for, and what reached you",
    "balance": "What is on your card at EnKash",
    "status": "Where a request stands, by its id",
    "cancel": "End a request while nobody has decided",
    "budget": "What is left of your budgets",
    "explain": "What would become of a request, without asking",
    "away": "Let another approver decide for you",
    "back": "End being away",
    "undo": "Ask to have points taken back, and why",
    "help": "What can be typed",
}
"""What may follow the command in a person's place, each with what it does."""

REACTIONS = {"+1": "👍", "tada": "🎉"}
"""What people may put under a message: Slack's name of each emoji, and how it looks."""

LOCALES = {"en-IN": "English", "hi-IN": "हिन्दी"}
"""What people may set as their language in Slack on the page."""

PEOPLE_COLUMNS = ("slack_user_id", "email", "mobile", "title", "first_name", "gender")

PEOPLE_ROWS = (
    (GIVER_ID, "meera.nair@example.com", "9800000001", "Ms", "Meera", "F"),
    ("U02RAVI", "ravi.kumar@example.com", "9800000002", "Mr", "Ravi", "M"),
    ("U05FARAH", "farah.khan@example.com", "9800000003", "Ms", "Farah", "F"),
    (RECIPIENT_ID, "asha.rao@example.com", "9800000004", "Ms", "Asha", "F"),
)
"""Whom HR has told us about, in the columns of `shabash people import`. Nikhil is missing, and that is the point."""

ENKASH = EnkashAccount(
    partner_id="CRMPLAYGROUND",
    company_id="CEKPLAYGROUND",
    card_account_id="CAQPLAYGROUND",
    client_id="playground-client",
    client_secret="playground-not-a-real-client-secret",
    username="playground",
    password="playground-not-a-real-password",
)

ENKASH_BALANCE = 50_000
"""What the company's account holds at first, in points."""
