"""Licences for citizens and for whoever is shown one: the sheet as PDF, and the page that verifies it."""
