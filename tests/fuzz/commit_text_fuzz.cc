// Commits: one that libgit2 reads is read with the same tree, parents and time; what is read lies
// within the text. So does the target of a tag.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <git2.h>
#include <git2/sys/mempack.h>
#include <memory>
#include <optional>
#include <string_view>

#include "planner/git/commit_text.h"
#include "planner/git/git_handles.h"
#include "planner/git/git_library.h"
#include "tests/fuzz/require.h"

// The leak checker's: what is allocated between the two is no leak.
// NOLINTBEGIN(bugprone-reserved-identifier): the sanitizer has named them, not we
extern "C" void __lsan_disable();
extern "C" void __lsan_enable();
// NOLINTEND(bugprone-reserved-identifier)

namespace {

using deltaplan::fuzz::Require;
namespace planner = deltaplan::planner;
using CommitPtr = std::unique_ptr<git_commit, planner::Deleter<git_commit_free>>;

// A repository that holds one object at a time, in memory.
class MemoryRepository {
 public:
  MemoryRepository() {
    Require(git_odb_new(planner::OutPtr(odb_)) == 0 && git_mempack_new(&memory_) == 0);
    Require(git_odb_add_backend(odb_.get(), memory_, 1) == 0);
    Require(git_repository_wrap_odb(planner::OutPtr(repository_), odb_.get()) == 0);
  }

  /// Null when libgit2 takes it for none.
  CommitPtr Commit(std::string_view text) {
    git_mempack_reset(memory_);
    git_oid id;
    CommitPtr commit;
    Require(git_odb_write(&id, odb_.get(), text.data(), text.size(), GIT_OBJECT_COMMIT) == 0);
    __lsan_disable();  // libgit2 1.5 forgets the author of a commit whose committer is damaged
    git_commit_lookup(planner::OutPtr(commit), repository_.get(), &id);
    __lsan_enable();
    return commit;
  }

 private:
  planner::GitLibrary library_;
  planner::OdbPtr odb_;
  git_odb_backend* memory_ = nullptr;  // the odb's
  planner::RepositoryPtr repository_;
};

bool LiesWithin(std::string_view part, std::string_view text) {
  if (part.empty()) return true;
  const std::less_equal<const char*> before;
  return before(text.data(), part.data()) &&
         before(part.data() + part.size(), text.data() + text.size());
}

// Whether libgit2 and git look for the time at the same place: behind the only mail address of the
// line behind the only author, of the form that git writes.
bool HasPlainTime(std::string_view text) {
  const std::size_t begin = text.find('\n', text.find("\nauthor ") + 1) + 1;
  const std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
  if (!line.starts_with("committer ")) return false;
  const std::size_t end = line.find("> ");
  return end != std::string_view::npos && end == line.find('>') && end == line.rfind('>') &&
         end + 2 < line.size() && line[end + 2] >= '0' && line[end + 2] <= '9';
}

void CheckLikeLibGit2(git_commit& expected, std::string_view text,
                      const std::optional<planner::CommitText>& commit) {
  Require(commit.has_value());
  Require(commit->tree == planner::FromOid(*git_commit_tree_id(&expected)));
  if (HasPlainTime(text)) Require(commit->time == git_commit_time(&expected));
  Require(commit->parents.size() == git_commit_parentcount(&expected));
  for (unsigned i = 0; i < commit->parents.size(); ++i) {
    Require(commit->parents[i] == planner::FromOid(*git_commit_parent_id(&expected, i)));
  }
}

void Check(std::string_view text) {
  static MemoryRepository repository;
  const std::optional<planner::CommitText> commit = planner::ParseCommit(text);
  if (commit) {
    Require(LiesWithin(commit->author, text) && LiesWithin(commit->subject, text));
    Require(commit->author.find('\n') == std::string_view::npos);
    Require(commit->subject.find('\n') == std::string_view::npos);
    Require(commit->parents.size() <= text.size() / deltaplan::graph::ObjectId::kHexSize);
  }
  if (const CommitPtr expected = repository.Commit(text)) CheckLikeLibGit2(*expected, text, commit);
  const auto target = planner::ParseTagTarget(text);
  Require(!target || text.starts_with("object "));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
