// Nothing: the target of this file carries the precompiled header of all tests.
