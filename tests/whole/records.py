def completeness(town):
    pass
