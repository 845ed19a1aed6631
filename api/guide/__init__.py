"""The public guide (办事指南) and the personal notice (一次性告知书), both made from the catalogue."""
