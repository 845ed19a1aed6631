"""Catalogue versions: every version that a draft or case was made under is kept."""
