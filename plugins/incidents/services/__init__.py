"""The verbs of the module: load, decide by the policy, save, record; views, jobs and the API commit."""
