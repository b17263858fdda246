#include "planner/workspace/forest_reader.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "planner/workspace/ecosystem.h"

namespace deltaplan::planner::workspace {

using graph::ObjectId;
using graph::RepoPath;

ForestReader::ForestReader(graph::TreeReader& trees, ReadBlobFunction read_blob,
                           std::function<bool(std::string_view name)> is_ignored,
                           graph::IgnoreRules ignore)
    : trees_(trees),
      blobs_(std::move(read_blob)),
      classes_(std::move(is_ignored)),
      ignore_(std::move(ignore)) {}

TreeFiles& ForestReader::FilesOf(const ObjectId& tree) {
  std::unique_ptr<TreeFiles>& files = files_[tree];
  if (files == nullptr) files = std::make_unique<TreeFiles>(trees_, tree, blobs_);
  return *files;
}

const ReadRoot* ForestReader::FindWithoutRecords(const ObjectId& tree, const RootName& name) const {
  for (const Made& made : made_) {
    if (made.tree != tree || made.with_records.contains(name)) continue;
    if (const ReadRoot* root = made.forest->Find(name)) return root;
  }
  return nullptr;
}

ReadRoot ForestReader::MakeRoot(const Root& root, TreeFiles& files, bool reads) {
  ReadRoot read{.root = root,
                .side = root.ecosystem->read(files, root.directory,
                                             reads ? LockfileUse::kRead : LockfileUse::kNotNeeded),
                .classified = nullptr,
                .file_blobs = {}};
  const auto add_file = [&](const RepoPath& path) {
    const graph::EntryState state = files.At(path);
    if (state.Exists()) read.file_blobs.emplace(path, state.id);
  };
  std::unordered_map<std::uint32_t, std::string> further;
  for (const LocalContent& local : read.side.local_content) {
    for (const RepoPath& file : local.files) {
      add_file(file);
      const auto blob = read.file_blobs.find(file);
      std::string& text = further[static_cast<std::uint32_t>(local.record)];
      text += blob == read.file_blobs.end() ? "absent" : blob->second.ToHex();
    }
  }
  for (const Member& member : read.side.members) {
    for (const RepoPath& file : member.files) add_file(file);
  }
  for (const RepoPath& file : read.side.watched) add_file(file);
  if (reads && read.side.records != nullptr) {
    const auto classify = [&] {
      return std::make_shared<const ClassifiedRecords>(
          classes_.Classify(*read.side.records, further));
    };
    if (!further.empty()) {
      read.classified = classify();
    } else {
      std::shared_ptr<const ClassifiedRecords>& known = classified_[read.side.records];
      if (known == nullptr) known = classify();
      read.classified = known;
    }
    for (const Member& member : read.side.members) {
      read.edge_groups.push_back(classes_.Group(member.records, *read.classified));
    }
  }
  if (!reads) {
    // Read for its edges alone: its records are not compared.
    read.side.records = nullptr;
    read.side.local_content.clear();
    for (Member& member : read.side.members) member.records.clear();
  }
  return read;
}

std::variant<const Forest*, graph::TreeError> ForestReader::Read(
    const ObjectId& tree, const std::vector<RepoPath>& paths,
    const std::set<RootName>& with_records) {
  const std::set<RepoPath> wanted(paths.begin(), paths.end());
  for (const Made& made : made_) {
    if (made.tree == tree && made.with_records == with_records &&
        std::ranges::includes(made.paths, wanted)) {
      return made.forest.get();
    }
  }
  auto forest = std::make_unique<Forest>(Make(tree, wanted, with_records));
  if (const auto& error = FilesOf(tree).error()) return *error;
  made_.push_back({tree, wanted, with_records, std::move(forest)});
  return made_.back().forest.get();
}

std::set<RootName> ForestReader::OtherLockfiles(const Forest& forest, const ObjectId& tree) {
  TreeFiles& files = FilesOf(tree);
  std::set<RootName> others;
  for (const ReadRoot& root : forest.roots) {
    if (!root.side.lockfile) continue;
    const graph::EntryState state = files.At(*root.side.lockfile);
    if (!TreeFiles::IsFile(state) || state.id == root.side.lockfile_blob) continue;
    const std::vector<Root> roots = RootsIn(files, root.root.directory);
    if (std::ranges::find(roots, root.root) != roots.end()) others.insert(root.name());
  }
  return others;
}

std::vector<RepoPath> ForestReader::AwaitedFiles(const ObjectId& tree, const Forest& forest) {
  std::vector<Root> roots;
  for (const ReadRoot& root : forest.roots) roots.push_back(root.root);
  return workspace::AwaitedFiles(FilesOf(tree), roots);
}

Forest ForestReader::Make(const ObjectId& tree, const std::set<RepoPath>& paths,
                          const std::set<RootName>& with_records) {
  TreeFiles& files = FilesOf(tree);
  Forest forest;
  std::set<RootName> known;
  const auto add = [&](const std::vector<Root>& roots) {
    for (const Root& root : roots) {
      const RootName name(root.ecosystem->family, root.directory);
      if (!known.insert(name).second) continue;
      const bool reads = with_records.contains(name);
      // Without records it is the same whatever is read of others.
      if (const ReadRoot* read = reads ? nullptr : FindWithoutRecords(tree, name)) {
        forest.roots.push_back(*read);
      } else {
        forest.roots.push_back(MakeRoot(root, files, reads));
      }
    }
  };
  std::set<RepoPath> searched;
  const auto search = [&](const RepoPath& path) {
    for (RepoPath at = path;; at = at.Parent()) {
      if (!searched.insert(at).second) return;
      add(RootsIn(files, at));
      if (at.IsRoot()) return;
    }
  };
  for (const RepoPath& path : paths) {
    search(path);
    for (const RepoPath& below : CandidatesBelow(files, path, candidates_)) {
      if (below != path && ignore_.IsIgnored(below, true)) continue;
      if (searched.insert(below).second) add(RootsIn(files, below));
    }
  }
  // Edges may lead to what other roots install.
  std::size_t looked_at = 0;
  while (looked_at < forest.roots.size()) {
    std::set<RepoPath> further;
    for (; looked_at < forest.roots.size(); ++looked_at) {
      for (const Member& member : forest.roots[looked_at].side.members) {
        for (const LocalEdge& edge : member.local) further.insert(edge.directory);
      }
    }
    for (const RepoPath& directory : further) search(directory);
  }
  forest.Index();
  return forest;
}

}  // namespace deltaplan::planner::workspace
