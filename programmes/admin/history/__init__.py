"""What others did: the history of an object, its pages, and the merge of a form with it."""
