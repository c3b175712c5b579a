"""The modules of Qorgau: one folder for each policy area; the list of folders is the list of modules."""
