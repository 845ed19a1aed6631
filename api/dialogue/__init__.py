"""The conversation: what each kind of message does, and what is said in return. Testable without Rasa."""
