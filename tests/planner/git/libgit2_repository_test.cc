#include "planner/git/libgit2_repository.h"

#include <algorithm>
#include <cctype>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "graph/history.h"
#include "planner/git/git_library.h"
#include "tests/support/git_sandbox.h"

namespace deltaplan::planner {
namespace {

using graph::ObjectId;
using ::testing::ElementsAre;
using testing::GitRepo;
using testing::GitSandbox;
using ::testing::HasSubstr;

class LibGit2RepositoryTest : public ::testing::Test {
 protected:
  std::unique_ptr<GitRepository> Open(const std::string& directory) {
    Result<std::unique_ptr<GitRepository>> repository =
        OpenRepository(library_, {.directory = directory});
    if (!repository) {
      ADD_FAILURE() << "cannot open " << directory << ": " << Text(repository.error());
      return nullptr;
    }
    return *std::move(repository);
  }
  std::string OpenError(const std::string& directory) {
    Result<std::unique_ptr<GitRepository>> repository =
        OpenRepository(library_, {.directory = directory});
    return repository ? "no error" : Text(repository.error());
  }
  static std::string Text(const Error& error) {
    std::string text = error.message;
    for (const std::string& cause : error.causes) text += "\n" + cause;
    return text + "\n" + error.remedy;
  }
  static std::string Resolved(GitRepository& repository, std::string_view revision) {
    Result<CommitInfo> commit = repository.ResolveRevision(revision);
    return commit ? commit->id.ToHex() : "error: " + Text(commit.error());
  }

  // The git program may be too old to know these.
  static void SetExtensions(const GitRepo& repo, const std::string& lines) {
    testing::WriteFile(repo.path(".git/config"),
                       "[core]\n\trepositoryformatversion = 1\n[extensions]\n\t" + lines + "\n");
  }

  GitSandbox sandbox_;
  GitLibrary library_;
};

TEST_F(LibGit2RepositoryTest, ASubdirectoryOpensTheRepositoryAboveIt) {
  const GitRepo repo = sandbox_.Init("repo");
  repo.CommitFile("services/api/main.ts", "1");
  const auto repository = Open(repo.path("services/api"));
  EXPECT_EQ(repository->facts().work_dir, repo.path());
  EXPECT_EQ(repository->facts().git_dir, repo.path(".git"));
  EXPECT_FALSE(repository->facts().is_shallow);
  EXPECT_FALSE(repository->facts().is_partial);
}

TEST_F(LibGit2RepositoryTest, ADirectoryOutsideAnyRepositoryIsAnErrorThatSaysWhatToDo) {
  EXPECT_THAT(OpenError(sandbox_.home()), HasSubstr("is not in a git repository"));
  EXPECT_THAT(OpenError(sandbox_.home()), HasSubstr("-C DIR"));
}

TEST_F(LibGit2RepositoryTest, ALinkedWorkTreeHasItsOwnHeadAndTheCommonObjects) {
  const GitRepo repo = sandbox_.Init("repo");
  const ObjectId first = repo.CommitFile("a", "1");
  const ObjectId second = repo.CommitFile("a", "2");
  repo.Git({"worktree", "add", "--quiet", "--detach", sandbox_.root() + "/linked", first.ToHex()});
  const auto repository = Open(sandbox_.root() + "/linked");
  EXPECT_EQ(repository->facts().work_dir, sandbox_.root() + "/linked");
  EXPECT_EQ(Resolved(*repository, "HEAD"), first.ToHex());
  EXPECT_EQ(Resolved(*repository, "main"), second.ToHex());
  EXPECT_TRUE(repository->OpenTrees().ok());
  EXPECT_TRUE(repository->WorkTreeChanges({})->empty());
}

TEST_F(LibGit2RepositoryTest, ABareRepositoryHasNoWorkTree) {
  const GitRepo repo = sandbox_.Init("repo");
  const ObjectId head = repo.CommitFile("a", "1");
  const GitRepo bare = sandbox_.Clone(repo, "bare.git", {"--bare"});
  const auto repository = Open(bare.path());
  EXPECT_EQ(repository->facts().work_dir, std::nullopt);
  EXPECT_EQ(Resolved(*repository, "HEAD"), head.ToHex());
  Result<std::vector<WorkTreeChange>> changes = repository->WorkTreeChanges({});
  ASSERT_FALSE(changes);
  EXPECT_THAT(changes.error().message, HasSubstr("is bare"));
}

TEST_F(LibGit2RepositoryTest, AShallowCloneEndsAtItsBorder) {
  const GitRepo repo = sandbox_.Init("repo");
  repo.CommitFile("a", "1");
  const ObjectId border = repo.CommitFile("a", "2");
  const ObjectId head = repo.CommitFile("a", "3");
  const GitRepo clone = sandbox_.Clone(repo, "clone", {"--depth=2"});
  const auto repository = Open(clone.path());
  EXPECT_TRUE(repository->facts().is_shallow);
  const std::optional<graph::CommitNode> head_node = repository->ReadCommitNode(head);
  EXPECT_FALSE(head_node->is_border);
  EXPECT_THAT(head_node->parents, ElementsAre(border));
  EXPECT_TRUE(repository->ReadCommitNode(border)->is_border);
  const std::string unknown = Resolved(*repository, "HEAD~2");
  EXPECT_THAT(unknown, HasSubstr("unknown revision 'HEAD~2'"));
  EXPECT_THAT(unknown, HasSubstr("shallow"));
  EXPECT_THAT(unknown, HasSubstr("git fetch --unshallow origin"));
}

TEST_F(LibGit2RepositoryTest, ABloblessSparseCloneOpensAndReadsTrees) {
  const GitRepo repo = sandbox_.Init("repo");
  repo.Git({"config", "uploadpack.allowFilter", "true"});
  repo.CommitFile("a/b", "1");
  const ObjectId head = repo.CommitFile("a/b", "2");
  const GitRepo clone = sandbox_.Clone(repo, "clone", {"--filter=blob:none", "--sparse"});
  const auto repository = Open(clone.path());
  EXPECT_TRUE(repository->facts().is_partial);
  std::string raw;
  const std::unique_ptr<graph::TreeReader> trees = *repository->OpenTrees();
  EXPECT_EQ(trees->ReadTree(repository->ReadCommit(head)->tree, raw), std::nullopt);
  EXPECT_TRUE(repository->WorkTreeChanges({})->empty());
  Result<std::string> absent = repository->ReadBlob(repo.Id("HEAD~1:a/b"));
  ASSERT_FALSE(absent);
  EXPECT_THAT(absent.error().remedy, HasSubstr("partial clone"));
}

TEST_F(LibGit2RepositoryTest, ATreelessCloneSaysThatATreeIsMissingInAPartialClone) {
  const GitRepo repo = sandbox_.Init("repo");
  repo.Git({"config", "uploadpack.allowFilter", "true"});
  const ObjectId old = repo.CommitFile("a/b", "1");
  repo.CommitFile("a/b", "2");
  const GitRepo clone =
      sandbox_.Clone(repo, "clone", {"--filter=tree:0", "--no-checkout", "--bare"});
  const auto repository = Open(clone.path());
  const std::unique_ptr<graph::TreeReader> trees = *repository->OpenTrees();
  std::string raw;
  const std::optional<graph::TreeError> error =
      trees->ReadTree(repository->ReadCommit(old)->tree, raw);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, graph::TreeError::Kind::kMissing);
  EXPECT_THAT(error->detail, HasSubstr("partial clone"));
}

TEST_F(LibGit2RepositoryTest, ADamagedTreeIsCorruptAndNotMissing) {
  const GitRepo repo = sandbox_.Init("repo");
  const ObjectId head = repo.CommitFile("a", "1");
  const auto repository = Open(repo.path());
  const ObjectId tree = repository->ReadCommit(head)->tree;
  const std::string hex = tree.ToHex();
  const std::string object = ".git/objects/" + hex.substr(0, 2) + "/" + hex.substr(2);
  repo.Remove(object);
  repo.Write(object, "not zlib");
  const std::unique_ptr<graph::TreeReader> trees = *repository->OpenTrees();
  std::string raw;
  const std::optional<graph::TreeError> error = trees->ReadTree(tree, raw);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, graph::TreeError::Kind::kCorrupt);
  EXPECT_FALSE(error->detail.empty());
  // Another object than a tree is corrupt as well.
  EXPECT_EQ(trees->ReadTree(head, raw)->kind, graph::TreeError::Kind::kCorrupt);
}

TEST_F(LibGit2RepositoryTest, FormatsThatLibGit2CannotReadAreRefusedByName) {
  const GitRepo sha256 = sandbox_.Init("sha256", {"--object-format=sha256"});
  EXPECT_THAT(OpenError(sha256.path()), HasSubstr("object format is sha256"));
  const GitRepo repo = sandbox_.Init("repo");
  SetExtensions(repo, "refStorage = reftable");
  EXPECT_THAT(OpenError(repo.path()), HasSubstr("references are stored as reftable"));
  SetExtensions(repo, "refStorage = files\n\tobjectFormat = sha1");
  EXPECT_EQ(OpenError(repo.path()), "no error");
}

TEST_F(LibGit2RepositoryTest, ExtensionsThatDoNotMatterHereAreAccepted) {
  const GitRepo repo = sandbox_.Init("repo");
  SetExtensions(repo,
                "worktreeConfig\n\tpreciousObjects = true\n\trelativeWorktrees = true\n"
                "\tpartialClone = origin");
  EXPECT_TRUE(Open(repo.path())->facts().is_partial);
  SetExtensions(repo, "fromTheFuture = true");
  EXPECT_THAT(OpenError(repo.path()), HasSubstr("fromthefuture"));
}

TEST_F(LibGit2RepositoryTest, ASettingOfOneWorkTreeWinsOverTheRepositorys) {
  const GitRepo repo = sandbox_.Init("repo");
  const ObjectId head = repo.CommitFile("a", "1");
  repo.Git({"config", "extensions.worktreeConfig", "true"});
  repo.Git({"config", "core.abbrev", "9"});
  repo.Git({"config", "--worktree", "core.abbrev", "12"});
  EXPECT_EQ(*Open(repo.path())->ShortSha(head), head.ToHex().substr(0, 12));
}

TEST_F(LibGit2RepositoryTest, TheRemoteIsTheUpstreamsThenOriginThenTheOnlyOne) {
  const GitRepo repo = sandbox_.Init("repo");
  EXPECT_EQ(Open(repo.path())->facts().remote, "");
  repo.Git({"remote", "add", "hub", "https://example.com/a"});
  EXPECT_EQ(Open(repo.path())->facts().remote, "hub");
  repo.Git({"remote", "add", "Fork.of", "https://example.com/b"});
  EXPECT_EQ(Open(repo.path())->facts().remote, "");
  repo.Git({"remote", "add", "origin", "https://example.com/c"});
  EXPECT_EQ(Open(repo.path())->facts().remote, "origin");
  repo.Git({"config", "branch.main.remote", "Fork.of"});
  EXPECT_EQ(Open(repo.path())->facts().remote, "Fork.of");
}

TEST_F(LibGit2RepositoryTest, BranchesAreListedAndTheDefaultOneIsWhatCloneWroteDown) {
  const GitRepo repo = sandbox_.Init("repo");
  repo.Commit("first");
  repo.Git({"branch", "-M", "trunk"});
  repo.Git({"branch", "release/1"});
  repo.Git({"update-ref", "refs/remotes/origin/main", "HEAD"});
  repo.Git({"update-ref", "refs/remotes/origin/odd'name", "HEAD"});
  repo.Git({"update-ref", "refs/remotes/other/main", "HEAD"});
  repo.Git({"symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"});
  repo.Git({"pack-refs", "--all"});
  const auto repository = Open(repo.path());
  EXPECT_THAT(repository->Branches(""), ElementsAre("release/1", "trunk"));
  EXPECT_EQ(repository->Branches("origin").front(), "main");
  EXPECT_THAT(repository->Branches("nobody"), ElementsAre());
  EXPECT_EQ(repository->DefaultBranch("origin"), "main");
  EXPECT_EQ(repository->DefaultBranch("other"), std::nullopt);
  EXPECT_EQ(repository->DefaultBranch(""), std::nullopt);
}

TEST_F(LibGit2RepositoryTest, ReplaceRefsAreNoticedLooseAndPacked) {
  const GitRepo repo = sandbox_.Init("repo");
  const ObjectId first = repo.CommitFile("a", "1");
  const ObjectId second = repo.CommitFile("a", "2");
  EXPECT_FALSE(Open(repo.path())->facts().has_replace_refs);
  repo.Git({"replace", second.ToHex(), first.ToHex()});
  EXPECT_TRUE(Open(repo.path())->facts().has_replace_refs);
  repo.Git({"pack-refs", "--all"});
  EXPECT_TRUE(Open(repo.path())->facts().has_replace_refs);
}

TEST_F(LibGit2RepositoryTest, ACommitIsReadWithAuthorSubjectTimeAndTree) {
  const GitRepo repo = sandbox_.Init("repo");
  repo.Write("a", "1");
  const ObjectId id = repo.Commit("The subject\n\nThe body");
  Result<CommitInfo> commit = Open(repo.path())->ReadCommit(id);
  ASSERT_TRUE(commit);
  EXPECT_EQ(commit->subject, "The subject");
  EXPECT_EQ(commit->author, "A U Thor");
  EXPECT_EQ(commit->tree, repo.Id("HEAD^{tree}"));
  EXPECT_EQ(std::to_string(commit->time), repo.Git({"log", "-1", "--format=%ct"}));
}

TEST_F(LibGit2RepositoryTest, ACommitThatIsNotThereIsNoNode) {
  const GitRepo repo = sandbox_.Init("repo");
  repo.CommitFile("a", "1");
  const auto repository = Open(repo.path());
  EXPECT_EQ(repository->ReadCommitNode(*ObjectId::FromHex(std::string(40, '1'))), std::nullopt);
  EXPECT_EQ(repository->ReadCommitNode(repo.Id("HEAD^{tree}")), std::nullopt);
}

TEST_F(LibGit2RepositoryTest, RevisionsMeanWhatTheyMeanToGit) {
  const GitRepo repo = sandbox_.Init("repo");
  const ObjectId first = repo.CommitFile("a", "1");
  repo.Git({"tag", "--annotate", "--message", "x", "v1"});
  repo.CommitFile("a", "2");
  repo.CommitFile("a", "3");
  repo.Git({"branch", "topic/x", "HEAD~1"});
  const std::string hex = first.ToHex();
  const auto repository = Open(repo.path());
  for (const std::string& revision : std::vector<std::string>{
           "HEAD", "@", "main", "topic/x", "v1", "HEAD~2", "HEAD^^", "v1^{commit}", "main@{1}", hex,
           hex.substr(0, 7), "refs/heads/main", repo.Git({"describe", "HEAD"}),
           repo.Git({"describe", "HEAD"}) + "~1", "HEAD^{/Write}",
           repo.Git({"rev-parse", "v1"}).substr(0, 8)}) {
    EXPECT_EQ(Resolved(*repository, revision), repo.Git({"rev-parse", revision + "^{commit}"}))
        << revision;
  }
  EXPECT_EQ(Resolved(*repository, ":/Write"), repo.Git({"rev-parse", ":/Write"}));
}

TEST_F(LibGit2RepositoryTest, AnUnknownRevisionIsDataAndNeverAnOption) {
  const GitRepo repo = sandbox_.Init("repo");
  repo.CommitFile("a", "1");
  const auto repository = Open(repo.path());
  using std::string_literals::operator""s;
  for (const std::string& revision : {"--upload-pack=x"s, "-x"s, ""s, "nope"s, "HEAD~9"s,
                                      "HEAD\0x"s, "a..b"s, " "s, "00000000"s}) {
    EXPECT_THAT(Resolved(*repository, revision), HasSubstr("unknown revision")) << revision;
  }
  EXPECT_THAT(Resolved(*repository, "HEAD:a"), HasSubstr("it names a blob"));
  EXPECT_THAT(Resolved(*repository, "HEAD^{tree}"), HasSubstr("it names a tree"));
}

TEST_F(LibGit2RepositoryTest, AnEmptyRepositoryHasNoHead) {
  const GitRepo repo = sandbox_.Init("repo");
  EXPECT_THAT(Resolved(*Open(repo.path()), "HEAD"), HasSubstr("no commit yet"));
}

TEST_F(LibGit2RepositoryTest, ATagIsFoundByItsExactNameOnly) {
  const GitRepo repo = sandbox_.Init("repo");
  const ObjectId first = repo.CommitFile("a", "1");
  repo.Git({"tag", "--annotate", "--message", "x", "release/2025.11"});
  repo.Git({"tag", "light"});
  repo.Git({"tag", "a-tree", "HEAD^{tree}"});
  const auto repository = Open(repo.path());
  EXPECT_EQ(*repository->FindTag("release/2025.11"), first);
  EXPECT_EQ(*repository->FindTag("light"), first);
  EXPECT_EQ(*repository->FindTag("a-tree"), std::nullopt);
  for (const char* name : {"release", "main", "HEAD", "x:y", "", "a b", "lig*"}) {
    EXPECT_EQ(*repository->FindTag(name), std::nullopt) << name;
  }
}

// Writes blobs until one shares the first `digits` digits with `id`.
std::string BlobWithPrefix(const GitRepo& repo, const ObjectId& id, std::size_t digits) {
  constexpr int kBlobs = 200000;  // three times 16^4: one among them fits
  std::string stream;
  for (int i = 0; i < kBlobs; ++i) {
    const std::string content = "blob " + std::to_string(i);
    stream += "blob\ndata " + std::to_string(content.size()) + "\n" + content + "\n";
  }
  repo.Git({"-c", "fastimport.unpackLimit=0", "fast-import", "--quiet"}, stream);
  const std::string names =
      repo.Git({"cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)"});
  const std::string prefix = id.ToHex().substr(0, digits);
  for (std::size_t at = names.find("\n" + prefix); at != std::string::npos;
       at = names.find("\n" + prefix, at + 1)) {
    const std::string line = names.substr(at + 1, names.find('\n', at + 1) - at - 1);
    if (line.ends_with("blob")) return line.substr(0, 40);
  }
  throw std::runtime_error("no blob shares the prefix " + prefix);
}

TEST_F(LibGit2RepositoryTest, ACommitWinsOverABlobOfTheSameAbbreviation) {
  const GitRepo repo = sandbox_.Init("repo");
  const ObjectId first = repo.CommitFile("a", "1");
  const ObjectId second = repo.CommitFile("a", "2");
  const std::string blob = BlobWithPrefix(repo, first, 4);
  const std::string prefix = first.ToHex().substr(0, 4);
  const auto repository = Open(repo.path());
  EXPECT_EQ(std::get<ObjectId>(*repository->FindAbbreviated(prefix)), first);
  EXPECT_EQ(Resolved(*repository, prefix), first.ToHex());
  EXPECT_EQ(Resolved(*repository, prefix), repo.Git({"rev-parse", prefix + "^{commit}"}));
  // The blob alone is no commit, whether abbreviated or whole.
  EXPECT_TRUE(std::holds_alternative<NoSuchCommit>(*repository->FindAbbreviated(blob)));
  EXPECT_TRUE(
      std::holds_alternative<NoSuchCommit>(*repository->FindAbbreviated(blob.substr(0, 12))));
  EXPECT_THAT(Resolved(*repository, blob.substr(0, 12)), HasSubstr("it names a blob"));
  // The same crowd of objects decides about the length of an abbreviation.
  EXPECT_EQ(*repository->ShortSha(first), repo.Git({"rev-parse", "--short", first.ToHex()}));
  EXPECT_EQ(*repository->ShortSha(second), repo.Git({"rev-parse", "--short", second.ToHex()}));
  EXPECT_EQ(repository->ShortSha(first)->size(), 9);
  repo.Git({"config", "core.abbrev", "4"});
  EXPECT_EQ(*Open(repo.path())->ShortSha(first), repo.Git({"rev-parse", "--short", first.ToHex()}));
  EXPECT_GT(Open(repo.path())->ShortSha(first)->size(), 4);
}

TEST_F(LibGit2RepositoryTest, AnAbbreviationOfSeveralCommitsIsAmbiguousAndNamesThem) {
  const GitRepo repo = sandbox_.Init("repo");
  std::string stream;
  for (int i = 0; i < 1000; ++i) {  // far more than the square root of 16^4
    stream += "commit refs/heads/main\ncommitter C <c@example.com> " + std::to_string(1000 + i) +
              " +0000\ndata 0\n";
  }
  repo.Git({"-c", "fastimport.unpackLimit=0", "fast-import", "--quiet"}, stream);
  const std::string names = repo.Git({"rev-list", "main"});
  std::map<std::string, std::vector<ObjectId>> by_prefix;
  for (std::size_t at = 0; at + 40 <= names.size(); at += 41) {
    by_prefix[names.substr(at, 4)].push_back(*ObjectId::FromHex(names.substr(at, 40)));
  }
  const auto shared =
      std::ranges::find_if(by_prefix, [](const auto& entry) { return entry.second.size() > 1; });
  ASSERT_NE(shared, by_prefix.end());
  std::ranges::sort(shared->second);
  const auto repository = Open(repo.path());
  Result<AbbreviationLookup> lookup = repository->FindAbbreviated(shared->first);
  EXPECT_EQ(std::get<AmbiguousCommit>(*lookup).candidates, shared->second);
  const std::string text = Resolved(*repository, shared->first);
  EXPECT_THAT(text, HasSubstr("names several commits"));
  EXPECT_THAT(text, HasSubstr(shared->second[1].ToHex()));
}

TEST_F(LibGit2RepositoryTest, AbbreviationsAreFourToFortyDigitsOfAnyCase) {
  const GitRepo repo = sandbox_.Init("repo");
  const ObjectId first = repo.CommitFile("a", "1");
  repo.Git({"tag", "--annotate", "--message", "x", "v1"});
  const auto repository = Open(repo.path());
  std::string upper = first.ToHex().substr(0, 10);
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  for (const std::string& hex : {first.ToHex(), first.ToHex().substr(0, 4), upper,
                                 repo.Id("v1").ToHex(), repo.Id("v1").ToHex().substr(0, 7)}) {
    EXPECT_EQ(std::get<ObjectId>(*repository->FindAbbreviated(hex)), first) << hex;
  }
  for (const std::string& hex :
       {std::string("abc"), std::string(41, 'a'), std::string("main"), std::string(40, 'a'),
        std::string(), std::string("aaaaaaaa"), repo.Id("HEAD^{tree}").ToHex()}) {
    EXPECT_TRUE(std::holds_alternative<NoSuchCommit>(*repository->FindAbbreviated(hex))) << hex;
  }
}

// A commit on top of `blobs` different blobs, all in one pack.
ObjectId ImportBlobs(const GitRepo& repo, int blobs, const std::string& salt) {
  std::string stream;
  for (int i = 0; i < blobs; ++i) {
    const std::string content = salt + std::to_string(i);
    stream += "blob\ndata " + std::to_string(content.size()) + "\n" + content + "\n";
  }
  stream += "commit refs/heads/" + salt + "\ncommitter C <c@example.com> 1000 +0000\ndata 0\n";
  repo.Git({"-c", "fastimport.unpackLimit=0", "fast-import", "--quiet"}, stream);
  return repo.Id(salt);
}

TEST_F(LibGit2RepositoryTest, ShortShaGrowsWithTheNumberOfPackedObjectsAsInGit) {
  const GitRepo small = sandbox_.Init("small");
  const ObjectId head = small.CommitFile("a", "1");
  EXPECT_EQ(*Open(small.path())->ShortSha(head), small.Git({"rev-parse", "--short", "HEAD"}));

  const GitRepo repo = sandbox_.Init("repo");
  const ObjectId below = ImportBlobs(repo, 16381, "a");
  const auto expect_like_git = [&](const ObjectId& id, std::size_t digits) {
    EXPECT_EQ(*Open(repo.path())->ShortSha(id), repo.Git({"rev-parse", "--short", id.ToHex()}));
    EXPECT_EQ(Open(repo.path())->ShortSha(id)->size(), digits);
  };
  expect_like_git(below, 7);
  const ObjectId above = ImportBlobs(repo, 16381, "b");  // a second pack
  expect_like_git(above, 8);
  repo.Git({"multi-pack-index", "write"});
  expect_like_git(above, 8);
  const ObjectId beside = ImportBlobs(repo, 40000, "c");  // a pack beside the multi-pack-index
  expect_like_git(beside, 9);
  repo.Git({"repack", "-a", "-d", "--quiet"});
  expect_like_git(beside, Open(repo.path())->ShortSha(beside)->size());
  repo.Git({"-c", "pack.indexVersion=1", "repack", "-a", "-d", "-f", "--quiet"});
  expect_like_git(beside, Open(repo.path())->ShortSha(beside)->size());
  // Objects that are borrowed count too.
  const GitRepo borrower = sandbox_.Clone(repo, "borrower", {"--shared", "--no-checkout"});
  EXPECT_EQ(*Open(borrower.path())->ShortSha(beside),
            borrower.Git({"rev-parse", "--short", beside.ToHex()}));
}

TEST_F(LibGit2RepositoryTest, CoreAbbrevDecidesAsInGit) {
  const GitRepo repo = sandbox_.Init("repo");
  const ObjectId head = repo.CommitFile("a", "1");
  for (const char* setting : {"auto", "4", "12", "40", "no", "off", "false"}) {
    repo.Git({"config", "core.abbrev", setting});
    EXPECT_EQ(*Open(repo.path())->ShortSha(head), repo.Git({"rev-parse", "--short", "HEAD"}))
        << setting;
  }
  for (const char* setting : {"3", "41", "many"}) {
    repo.Git({"config", "core.abbrev", "auto"});
    repo.Git({"config", "core.abbrev", setting});
    EXPECT_FALSE(Open(repo.path())->ShortSha(head)) << setting;
  }
}

}  // namespace
}  // namespace deltaplan::planner
