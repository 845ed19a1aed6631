"""The WeChat official account: what WeChat pushes to us, and what we send through its interfaces."""
