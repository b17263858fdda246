#include "planner/git/work_tree_scan.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <iterator>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

#include "graph/drop_doubles.h"
#include "planner/git/pack_files.h"
#include "planner/git/repository_place.h"

namespace deltaplan::planner {
namespace {

// With fewer entries for each, threads take longer to start than to walk.
constexpr std::size_t kWorthAThread = 1000;

// So many as are asked for by number; else as many as pay.
unsigned ThreadsFor(const IndexFile* index, graph::Parallelism parallelism) {
  if (parallelism.jobs != 0) return graph::ThreadCount(parallelism);
  const std::size_t entries = index == nullptr ? 0 : index->count();
  return static_cast<unsigned>(
      std::clamp<std::size_t>(entries / kWorthAThread, 1, graph::ThreadCount(parallelism)));
}

// By path, and one of each: a path can be both removed from the index and there as something
// untracked.
void SortChanges(std::vector<FoundChange>& changes) {
  std::ranges::stable_sort(changes, [](const FoundChange& left, const FoundChange& right) {
    return std::tie(left.path, left.untracked) < std::tie(right.path, right.untracked);
  });
  graph::DropDoubles(changes, [](const FoundChange& left, const FoundChange& right) {
    return left.path == right.path;
  });
}

}  // namespace

WorkTreeScan::WorkTreeScan(const WorkTreeSources& sources, const LazyIndex& index,
                           std::vector<graph::RepoPath> paths, graph::Parallelism parallelism)
    : sources_(sources),
      index_(index),
      paths_(std::move(paths)),
      parallelism_(parallelism),
      wanted_(WantedPaths::Of(paths_)),
      walk_(graph::ThreadCount(parallelism)) {
  const WorkTree work_tree(sources_);
  Result<std::optional<graph::ObjectId>> head = work_tree.HeadTree();
  if (!head) {
    failed_ = std::move(head).error();
    return;
  }
  head_tree_ = *head;
  top_ = FileDescriptor(::open(work_tree.directory().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!top_.is_open()) {
    failed_ = Error{
        "cannot open the work tree '" + work_tree.directory() + "'", {std::strerror(errno)}, ""};
    return;
  }
  background_.emplace(parallelism_, [this] { Run(); });
}

WorkTreeScan::~WorkTreeScan() { walk_.Stop(); }

void WorkTreeScan::Run() {
  Result<const IndexFile*> read = index_.Get();
  if (!read) {
    failed_ = std::move(read).error();
    return;
  }
  const IndexFile* index = sources_.index = *read;
  work_tree_.emplace(sources_);
  only_git_ = work_tree_->NeedsGit();
  if (only_git_) return;
  walk_.Add({.directory = {.prefix = "",
                           .depth = 0,
                           .fd = std::move(top_),
                           .wanted = wanted_.everything ? nullptr : &wanted_,
                           .head = head_tree_,
                           .cached = index != nullptr ? &index->cached_root() : nullptr,
                           .unlisted = index == nullptr},
             .cursor = index != nullptr ? IndexFile::Cursor(*index) : IndexFile::Cursor()});
  std::vector<WalkFindings> parts(ThreadsFor(index, parallelism_));
  graph::ParallelFor({static_cast<unsigned>(parts.size())}, parts.size(),
                     [&](std::size_t part) { parts[part] = WalkPieces(sources_, walk_); });
  for (WalkFindings& part : parts) found_.Append(std::move(part));
}

Result<std::vector<FoundChange>> WorkTreeScan::Wait() {
  if (background_) background_->Wait();
  if (failed_) return *failed_;
  if (only_git_) {
    Result<std::vector<FoundChange>> changes = work_tree_->AllByGit(paths_);
    if (!changes) {
      Error error = std::move(changes).error().Within(only_git_->message);
      error.remedy = only_git_->remedy;
      return error;
    }
    SortChanges(*changes);
    return changes;
  }
  if (found_.failure) return std::move(found_.failure->error);
  std::vector<FoundChange> changes = std::move(found_.changes);
  if (Status finished = FinishUnlisted(changes); !finished) return std::move(finished).error();
  if (Status finished = FinishSubmodules(changes); !finished) return std::move(finished).error();
  // In the order in which one thread would have met them.
  SortChanges(found_.by_git);
  work_tree_->AskGit(found_.by_git);
  std::ranges::move(found_.by_git, std::back_inserter(changes));
  SortChanges(changes);
  return changes;
}

Status WorkTreeScan::FinishUnlisted(std::vector<FoundChange>& changes) {
  SortChanges(found_.unlisted);
  for (FoundChange& file : found_.unlisted) {
    Result<WorkTree::FileState> now = work_tree_->ReadFile(file.path.bytes(), file.index);
    if (!now) return std::move(now).error();
    if (now->state == file.index && now->unclear.empty()) continue;
    file.unclear = std::move(now->unclear);
    changes.push_back(std::move(file));
  }
  return Ok();
}

Status WorkTreeScan::FinishSubmodules(std::vector<FoundChange>& changes) {
  std::ranges::sort(found_.submodules, {},
                    [](const FoundSubmodule& submodule) { return submodule.change.path; });
  for (FoundSubmodule& submodule : found_.submodules) {
    const Result<bool> differs = SubmoduleDiffers(submodule);
    if (!differs) submodule.change.unclear = differs.error().InOneLine();
    if (!differs || *differs) changes.push_back(std::move(submodule.change));
  }
  return Ok();
}

// Whether it stands at another commit than the recorded one, or holds changes itself. An error is
// where git ends: then nobody can tell.
Result<bool> WorkTreeScan::SubmoduleDiffers(const FoundSubmodule& submodule) {
  const std::string& path = submodule.change.path.bytes();
  const Result<std::optional<graph::ObjectId>> head = work_tree_->NestedHead(path);
  if (!head) return head.error();
  if (!*head) return false;  // not populated
  if (**head != submodule.recorded) return true;
  Result<std::optional<RepositoryPlace>> nested = RepositoryAt(work_tree_->Absolute(path));
  if (!nested) return std::move(nested).error();
  if (!*nested) return true;  // gone meanwhile
  const RepositoryPlace& place = **nested;
  if (!place.work_dir) return NoWorkTree(place);
  Result<GitConfig> config = GitConfig::Load(*place.repository);
  if (!config) return std::move(config).error();
  const LazyIndex index(place.index_file);
  const PackFiles packs(place.objects.directory);
  WorkTreeScan scan(
      {.place = place, .config = *config, .packs = packs, .commands = sources_.commands}, index, {},
      parallelism_);
  Result<std::vector<FoundChange>> changes = scan.Wait();
  if (!changes) return std::move(changes).error();
  return !changes->empty();
}

Error NoWorkTree(const RepositoryPlace& place) {
  return {"the repository at '" + place.git_dir + "' is bare: it has no work tree", {}, ""};
}

}  // namespace deltaplan::planner
