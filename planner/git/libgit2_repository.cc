#include "planner/git/libgit2_repository.h"

#include <algorithm>
#include <charconv>
#include <git2.h>
#include <git2/sys/repository.h>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "planner/git/abbreviation.h"
#include "planner/git/commit_graph.h"
#include "planner/git/commit_text.h"
#include "planner/git/git_config.h"
#include "planner/git/git_handles.h"
#include "planner/git/git_ownership.h"
#include "planner/git/git_revision.h"
#include "planner/git/index_file.h"
#include "planner/git/lazy_index.h"
#include "planner/git/loose_objects.h"
#include "planner/git/object_count.h"
#include "planner/git/object_reader.h"
#include "planner/git/pack_files.h"
#include "planner/git/repository_place.h"
#include "planner/git/work_tree.h"
#include "planner/git/work_tree_scan.h"
#include "planner/git/work_tree_snapshot.h"
#include "planner/ports/tree_read_error.h"
#include "planner/system/file_text.h"

namespace deltaplan::planner {
namespace {

using graph::ObjectId;
using Borders = std::unordered_set<ObjectId, graph::ObjectIdHash>;

// The commits whose parents a shallow clone lacks; libgit2 1.5 does not look at them.
Borders ReadBorders(const std::string& common_dir) {
  Borders borders;
  const std::string text = FileText(common_dir + "/shallow");
  for (std::size_t at = 0; at < text.size(); at += ObjectId::kHexSize + 1) {
    const std::string_view line = std::string_view(text).substr(at, ObjectId::kHexSize);
    if (const std::optional<ObjectId> id = ObjectId::FromHex(line)) borders.insert(*id);
  }
  return borders;
}

bool HasReplaceRefs(git_repository& repository) {
  ReferenceIteratorPtr iterator;
  const char* name = nullptr;
  if (git_reference_iterator_glob_new(OutPtr(iterator), &repository, "refs/replace/*") < 0) {
    return false;
  }
  return git_reference_next_name(&name, iterator.get()) == 0;
}

std::string ChooseRemote(git_repository& repository, const GitConfig& config) {
  ReferencePtr head;
  if (git_reference_lookup(OutPtr(head), &repository, "HEAD") == 0) {
    const char* target = git_reference_symbolic_target(head.get());
    std::string_view branch = target == nullptr ? std::string_view() : target;
    constexpr std::string_view kHeads = "refs/heads/";
    if (branch.starts_with(kHeads)) {
      branch.remove_prefix(kHeads.size());
      const auto remote = config.Get("branch." + std::string(branch) + ".remote");
      if (remote && *remote != ".") return *remote;  // ".": a branch of this repository
    }
  }
  const std::vector<std::string> remotes = config.Subsections("remote", "url");
  if (std::ranges::find(remotes, "origin") != remotes.end()) return "origin";
  return remotes.size() == 1 ? remotes.front() : "";
}

// "shop" of "git@example.com:acme/shop.git"; where there is no remote, of "/home/ada/shop".
std::string NameOf(const RepositoryFacts& facts, const GitConfig& config) {
  std::string place = config.Get("remote." + facts.remote + ".url").value_or("");
  if (facts.remote.empty()) place = facts.work_dir.value_or(facts.git_dir);
  while (place.ends_with('/')) place.pop_back();
  for (const std::string_view end : {".git", "/"}) {
    if (place.ends_with(end)) place.resize(place.size() - end.size());
  }
  return place.substr(place.find_last_of("/:") + 1);
}

bool HasPromisor(const GitConfig& config) {
  if (config.Get("extensions.partialclone")) return true;
  return std::ranges::any_of(config.Subsections("remote", "promisor"),
                             [&config](const std::string& remote) {
                               return config.GetBool("remote." + remote + ".promisor", false);
                             });
}

std::optional<Error> UnsupportedFormat(const GitConfig& config, const std::string& git_dir) {
  const std::string objects = config.Get("extensions.objectformat").value_or("sha1");
  if (objects != "sha1") {
    return Error{"cannot read the repository at '" + git_dir + "'",
                 {"its object format is " + objects},
                 "deltaplan reads SHA-1 repositories only."};
  }
  const std::string references = config.Get("extensions.refstorage").value_or("files");
  if (references != "files") {
    return Error{"cannot read the repository at '" + git_dir + "'",
                 {"its references are stored as " + references},
                 "Convert them: git refs migrate --ref-format=files"};
  }
  return std::nullopt;
}

class RunningSearch : public WorkTreeSearch {
 public:
  RunningSearch(const WorkTreeSources& sources, const LazyIndex& index,
                std::vector<graph::RepoPath> paths, graph::Parallelism parallelism)
      : scan_(sources, index, std::move(paths), parallelism) {}

  Result<std::vector<WorkTreeChange>> Wait() override {
    Result<std::vector<FoundChange>> found = scan_.Wait();
    if (!found) return std::move(found).error();
    std::vector<WorkTreeChange> changes;
    changes.reserve(found->size());
    for (FoundChange& change : *found) {
      changes.push_back({std::move(change.path), change.untracked, std::move(change.unclear)});
    }
    return changes;
  }

 private:
  WorkTreeScan scan_;
};

class LibGit2Repository : public GitRepository {
 public:
  LibGit2Repository(RepositoryPlace place, OdbPtr odb, GitConfig config, RepositoryFacts facts,
                    Borders borders, const RepositoryRequest& request)
      : place_(std::move(place)),
        odb_(std::move(odb)),
        config_(std::move(config)),
        facts_(std::move(facts)),
        borders_(std::move(borders)),
        commands_(request.commands),
        parallelism_(request.parallelism),
        index_(place_.index_file) {}

  const RepositoryFacts& facts() const override { return facts_; }

  std::optional<graph::CommitNode> ReadCommitNode(const ObjectId& id) override {
    if (!commit_graph_)
      commit_graph_.emplace(UsesCommitGraph() ? CommitGraph::Open(place_.objects.directory)
                                              : CommitGraph());
    if (std::optional<graph::CommitNode> known = commit_graph_->Find(id)) return known;
    std::optional<CommitText> commit = ReadCommitText(id);
    if (!commit) return std::nullopt;
    return graph::CommitNode{std::move(commit->parents), commit->time, borders_.contains(id)};
  }

  Result<CommitInfo> ResolveRevision(std::string_view revision) override {
    Result<ObjectId> id = ResolveToCommit(*place_.repository, *odb_, facts_, revision);
    if (!id) return std::move(id).error();
    return ReadCommit(*id);
  }

  Result<CommitInfo> ReadCommit(const ObjectId& id) override {
    const std::optional<CommitText> commit = ReadCommitText(id);
    if (!commit) return GitError("cannot read the commit " + id.ToHex());
    return CommitInfo{id, commit->tree, commit->time, std::string(commit->author),
                      std::string(commit->subject)};
  }

  Result<AbbreviationLookup> FindAbbreviated(std::string_view hex) override {
    return FindCommitByPrefix(*odb_, hex);
  }

  Result<std::optional<ObjectId>> FindTag(std::string_view name) override {
    const std::string reference = "refs/tags/" + std::string(name);
    git_oid oid;
    const int status = git_reference_name_to_id(&oid, place_.repository.get(), reference.c_str());
    if (status == GIT_ENOTFOUND || status == GIT_EINVALIDSPEC ||
        name.find('\0') != std::string_view::npos) {
      return std::optional<ObjectId>();
    }
    if (status < 0) return GitError("cannot read the tag '" + std::string(name) + "'");
    return PeelToCommit(*odb_, FromOid(oid));
  }

  Result<std::vector<std::string>> TagsAt(const ObjectId& commit) override {
    git_strarray names{};
    if (git_tag_list(&names, place_.repository.get()) < 0) return GitError("cannot list git tags");
    const std::vector<std::string> all(names.strings, names.strings + names.count);
    git_strarray_dispose(&names);
    std::vector<std::string> tags;
    for (const std::string& name : all) {
      Result<std::optional<ObjectId>> named = FindTag(name);
      if (!named) return std::move(named).error();
      if (*named == commit) tags.push_back(name);
    }
    std::ranges::sort(tags);
    return tags;
  }

  std::optional<std::string> DefaultBranch(std::string_view remote) override {
    const std::string prefix = "refs/remotes/" + std::string(remote) + "/";
    ReferencePtr head;
    if (git_reference_lookup(OutPtr(head), place_.repository.get(), (prefix + "HEAD").c_str()) < 0)
      return std::nullopt;
    const char* target = git_reference_symbolic_target(head.get());
    const std::string_view branch = target == nullptr ? std::string_view() : target;
    if (!branch.starts_with(prefix)) return std::nullopt;
    return std::string(branch.substr(prefix.size()));
  }

  std::vector<std::string> Branches(std::string_view remote) override {
    const std::string prefix =
        remote.empty() ? "refs/heads/" : "refs/remotes/" + std::string(remote) + "/";
    std::vector<std::string> names = ReferencesBelow(*place_.repository, prefix);
    if (!remote.empty()) std::erase(names, "HEAD");  // another name of one of them
    return names;
  }

  std::string Committer() override {
    const auto find = [&](const char* variable, const char* setting) {
      const std::optional<std::string> value = Environment(variable);
      return value ? value : config_.Get(setting);
    };
    const std::optional<std::string> name = find("GIT_COMMITTER_NAME", "user.name");
    const std::optional<std::string> email = find("GIT_COMMITTER_EMAIL", "user.email");
    if (!name && !email) return Environment("USER").value_or("unknown");
    return name.value_or("") + (name && email ? " " : "") + (email ? "<" + *email + ">" : "");
  }

  Result<std::string> ShortSha(const ObjectId& commit) override {
    Result<std::size_t> length = AbbreviationLength();
    if (!length) return std::move(length).error();
    return UniqueAbbreviation(*odb_, commit, *length);
  }

  Result<std::unique_ptr<graph::TreeReader>> OpenTrees() override {
    return std::unique_ptr<graph::TreeReader>(
        std::make_unique<StoreTreeReader>(Packs(), place_.objects, &snapshots_, facts_.is_partial));
  }

  Result<std::string> ReadBlob(const ObjectId& id) override {
    if (const auto known = snapshots_.find(id); known != snapshots_.end()) return known->second;
    std::string content;
    if (Objects().Read(id, GIT_OBJECT_BLOB, content) == 0) return content;
    OdbObjectPtr object;
    const git_oid oid = ToOid(id);
    if (git_odb_read(OutPtr(object), odb_.get(), &oid) < 0) {
      Error error = GitError("cannot read the blob " + id.ToHex());
      if (facts_.is_partial) {
        error.remedy = kFetchBlobsRemedy;
        error.further = FetchBlobsCommands({id}, facts_);
      }
      return error;
    }
    if (git_odb_object_type(object.get()) != GIT_OBJECT_BLOB) {
      return Error{"the object " + id.ToHex() + " is no blob", {}, ""};
    }
    return std::string(ObjectBytes(object));
  }

  Result<std::unique_ptr<WorkTreeSearch>> BeginWorkTreeChanges(
      std::vector<graph::RepoPath> paths) override {
    if (!place_.work_dir) return NoWorkTree(place_);
    return std::unique_ptr<WorkTreeSearch>(std::make_unique<RunningSearch>(
        SourcesWithoutIndex(), index_, std::move(paths), parallelism_));
  }

  Result<WorkTreeSnapshot> SnapshotWorkTree() override {
    if (!place_.work_dir) return NoWorkTree(place_);
    Result<std::vector<FoundChange>> found =
        WorkTreeScan(SourcesWithoutIndex(), index_, {}, parallelism_).Wait();
    if (!found) return std::move(found).error();
    Result<WorkTreeSources> sources = SourcesOfWorkTree();
    if (!sources) return std::move(sources).error();
    WorkTree work_tree(*sources);
    return MakeSnapshot(work_tree, std::move(*found), snapshots_);
  }

  const graph::KnownLinks* LinksOfIndex() override {
    if (!place_.work_dir) return nullptr;
    // An index that can't be read is somebody else's error: trees tell as much.
    const Result<const IndexFile*> index = index_.Get();
    return index ? *index : nullptr;
  }

  bool MayBeBelieved(const std::string& file) override {
    return planner::MayBeBelieved(file, facts_.work_dir.value_or(facts_.git_dir));
  }

  Result<bool> IsIgnoredByGit(const graph::RepoPath& path, bool is_directory) override {
    Result<WorkTreeSources> sources = SourcesOfWorkTree();
    if (!sources) return std::move(sources).error();
    if (!work_tree_) work_tree_.emplace(*sources);
    return work_tree_->IsIgnoredByGit(path, is_directory);
  }

 private:
  const PackFiles& Packs() {
    if (!packs_) packs_.emplace(place_.objects.directory);
    return *packs_;
  }

  // git's own rule: what hides or replaces parents is not in the file.
  bool UsesCommitGraph() const {
    return borders_.empty() && !facts_.has_replace_refs &&
           config_.GetBool("core.commitgraph", true);
  }

  ObjectReader& Objects() {
    if (!objects_) objects_.emplace(Packs(), place_.objects);
    return *objects_;
  }

  // Points into commit_bytes_. nullopt when it is not there or is no commit; LastGitError() tells
  // more.
  std::optional<CommitText> ReadCommitText(const ObjectId& id) {
    if (Objects().Read(id, GIT_OBJECT_COMMIT, commit_bytes_) < 0) return std::nullopt;
    std::optional<CommitText> commit = ParseCommit(commit_bytes_);
    if (!commit) git_error_set_str(GIT_ERROR_OBJECT, "the commit is damaged");
    return commit;
  }

  // core.abbrev: "auto", a number from 4 to 40, or a false boolean for whole names.
  Result<std::size_t> AbbreviationLength() {
    if (abbreviation_ != 0) return abbreviation_;
    const std::string setting = config_.Get("core.abbrev").value_or("auto");
    if (setting == "auto") {
      abbreviation_ = AutomaticAbbreviation(ApproximateObjectCount(place_.objects));
      return abbreviation_;
    }
    std::size_t length = 0;
    const char* end = setting.data() + setting.size();
    const auto [last, failure] = std::from_chars(setting.data(), end, length);
    if (failure != std::errc() || last != end) {
      length = config_.GetBool("core.abbrev", true) ? 0 : ObjectId::kHexSize;
    }
    if (length < GIT_OID_MINPREFIXLEN || length > ObjectId::kHexSize) {
      return Error{"the git setting core.abbrev = " + setting + " is out of range",
                   {},
                   "Use auto, no, or a number from 4 to 40."};
    }
    abbreviation_ = length;
    return length;
  }

  WorkTreeSources SourcesWithoutIndex() {
    return {.place = place_, .config = config_, .packs = Packs(), .commands = commands_};
  }

  Result<WorkTreeSources> SourcesOfWorkTree() {
    if (!place_.work_dir) return NoWorkTree(place_);
    Result<const IndexFile*> index = index_.Get();
    if (!index) return std::move(index).error();
    WorkTreeSources sources = SourcesWithoutIndex();
    sources.index = *index;
    return sources;
  }

  RepositoryPlace place_;
  OdbPtr odb_;
  GitConfig config_;
  RepositoryFacts facts_;
  Borders borders_;
  std::size_t abbreviation_ = 0;         // 0: not found out yet
  std::optional<PackFiles> packs_;       // opened when first needed, like all that follows
  std::optional<ObjectReader> objects_;  // for commits and blobs
  std::string commit_bytes_;
  std::optional<CommitGraph> commit_graph_;
  CommandRunner* commands_;
  graph::Parallelism parallelism_;
  LazyIndex index_;
  std::optional<WorkTree> work_tree_;  // for git's ignore rules
  MemoryObjects snapshots_;
};

}  // namespace

Result<std::unique_ptr<GitRepository>> OpenRepository(const GitLibrary& /*library*/,
                                                      const RepositoryRequest& request) {
  Result<RepositoryPlace> place = FindRepository(request.directory, request.is_named);
  if (!place) return std::move(place).error();
  git_repository& repository = *place->repository;
  Result<GitConfig> config = GitConfig::Load(repository);
  if (!config) return std::move(config).error();
  RepositoryFacts facts;
  facts.git_dir = place->git_dir;
  facts.work_dir = place->work_dir;
  if (std::optional<Error> error = UnsupportedFormat(*config, facts.git_dir)) {
    return *std::move(error);
  }
  Borders borders = ReadBorders(place->common_dir);
  facts.is_shallow = !borders.empty();
  facts.is_partial = HasPromisor(*config);
  facts.has_replace_refs = HasReplaceRefs(repository);
  facts.remote = ChooseRemote(repository, *config);
  facts.name = NameOf(facts, *config);
  OdbPtr odb;
  if (OpenOdb(odb, place->objects) < 0 || git_repository_set_odb(&repository, odb.get()) < 0) {
    return GitError("cannot open the object store of '" + facts.git_dir + "'");
  }
  return std::unique_ptr<GitRepository>(
      std::make_unique<LibGit2Repository>(*std::move(place), std::move(odb), *std::move(config),
                                          std::move(facts), std::move(borders), request));
}

}  // namespace deltaplan::planner
