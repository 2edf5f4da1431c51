"""The next meeting as an official needs it: when and where, what is to be decided, what chairs asked for."""
