"""A resource's properties as a program gives them and a state keeps them."""
