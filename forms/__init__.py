"""The heart of Yichuang: catalogue, planner, requirement merging and question engine. Pure Python, no I/O."""
