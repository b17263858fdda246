// What the leak checker must not blame on us. Linked only into sanitized programs that use libgit2:
// leaks of our own use of PCRE2 still show in the tests of tag_pattern, which do without libgit2.

// libgit2 1.5's git_regexp_match() forgets its match data whenever a text does not match, which
// happens for every setting below "extensions." while it opens a repository.
// And git_repository_open_ext() forgets a path where core.worktree leads nowhere. Its stack can't
// be told apart, so the whole library is let off; its handles are owned by types (git_handles.h).
// NOLINTNEXTLINE(bugprone-reserved-identifier): the name is the sanitizer's
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libpcre2-8.so\nleak:libgit2.so\n";
}
