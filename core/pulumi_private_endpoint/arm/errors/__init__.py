"""What can go wrong between here and ARM: the tree, the advice, and whether it may be sent again."""
