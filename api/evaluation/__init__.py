"""How well messages are understood: measures, reports, and guards against measuring on what was learnt."""
