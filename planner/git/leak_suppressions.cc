// What the leak checker must not blame on us. Linked only into sanitized programs that use libgit2:
// leaks of our own use of PCRE2 still show in the tests of tag_pattern, which do without libgit2.

// libgit2 1.5's git_regexp_match() forgets its match data whenever a text does not match, which
// happens for every setting below "extensions." while it opens a repository.
// NOLINTNEXTLINE(bugprone-reserved-identifier): the name is the sanitizer's
extern "C" const char* __lsan_default_suppressions() { return "leak:libpcre2-8.so\n"; }
