"""Every block and sentence the bot says. Pure: text in, text out; what a person wrote is escaped on its way."""
