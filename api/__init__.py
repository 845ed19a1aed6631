"""The application: channels, conversations, drafts, cases, departments and the console."""
