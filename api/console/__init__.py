"""The staff console. For now: the window clerk's task list, task view and decision."""
