"""Whether somebody is cleared for a purpose: modules answer, the core folds, a person decides."""
