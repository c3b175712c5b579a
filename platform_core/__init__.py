"""The core of Qorgau: isolation, identity and evidence, and the nouns that every plugin shares."""
