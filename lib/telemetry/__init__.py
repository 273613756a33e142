"""What an operator may know of a running server: how much it does and how long that takes. No names and no cells."""
