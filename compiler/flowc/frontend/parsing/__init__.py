"""What the parser is made of: scanner, LALR machine, builders of the tree, messages."""
