"""Terms of office: who takes a city's seat at a level on which day, and the seats of a meeting made of them."""
