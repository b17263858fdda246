#include "planner/workspace/node_lock.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace deltaplan::planner::workspace {

using graph::RepoPath;

void FindLockfile(TreeFiles& files, const std::vector<std::string_view>& names, Side& side) {
  for (const std::string_view name : names) {
    const RepoPath path = side.root.Child(name);
    const graph::EntryState state = files.At(path);
    if (TreeFiles::IsFile(state)) {
      side.lockfile = path;
      side.lockfile_blob = state.id;
      return;
    }
    if (files.EntryAt(path).Exists()) {
      side.lockfile = path;
      side.problems.push_back({path.bytes(), ReadCause::kMissing, "it leads to no file", true});
      return;
    }
  }
}

NodeMembers FindRootMembers(TreeFiles& files, const RepoPath& root, NegationOrder order,
                            Side& side) {
  const std::vector<std::string_view> names{"package.json"};
  std::vector<std::string> patterns;
  if (const auto own = ReadNodeMember(files, root, names)) {
    if (const auto* member = std::get_if<NodeMember>(&*own)) {
      patterns = member->manifest->workspaces;
    }
  }
  NodeMembers members = FindNodeMembers(files, root, patterns, order, names);
  std::ranges::move(members.problems, std::back_inserter(side.problems));
  const NodeMember* own = members.Find(root);
  AddNpmrc(files, root, side.settings);
  if (own != nullptr) {
    side.watched.push_back(own->file);
    members.AddReplacements(own->file, own->manifest->replacements);
    for (const std::string& patch : own->manifest->patches) {
      if (auto path = Resolve(root, patch)) side.watched.push_back(*std::move(path));
    }
  }
  return members;
}

void FinishNodeSide(TreeFiles& files, const NodeMembers& members, NodeManager manager,
                    const NodeLinkRules& rules, const LockedDependencies& locked, Side& side) {
  JoinMembers(files, members, rules, locked, side);
  AddNodeSettings(members.Find(side.root), side.lockfile.has_value(), side.settings);
  if (auto warning = OtherManagers(files, side.root, manager)) {
    side.warnings.push_back(*std::move(warning));
  }
  SortLists(side);
}

void PlaceRecords(
    const NodeLock& lock,
    const std::function<std::optional<std::string>(const std::string& key)>& patch_file,
    Side& side) {
  side.records = &lock.records;
  for (const NodeLocalContent& content : lock.local_content) {
    LocalContent local{.record = content.record, .directories = {}, .files = {}};
    const auto add = [&](const std::string& text, std::vector<RepoPath>& to) {
      if (std::optional<RepoPath> path = Resolve(side.root, text)) to.push_back(*std::move(path));
    };
    for (const std::string& directory : content.directories) add(directory, local.directories);
    for (const std::string& file : content.files) add(file, local.files);
    if (!content.patch.empty()) {
      if (const std::optional<std::string> file = patch_file(content.patch))
        add(*file, local.files);
    }
    side.local_content.push_back(std::move(local));
  }
  std::ranges::sort(side.local_content, {}, &LocalContent::record);
}

LockedDependencies LockedBy(const NodeLock& lock, const Side& side) {
  return [&lock, &side](const NodeMember& member) -> std::optional<std::vector<LockedDependency>> {
    const auto found = lock.importers.find(ImporterPath(side.root, member.directory));
    if (found == lock.importers.end()) return std::nullopt;
    std::vector<LockedDependency> all;
    for (const NodeReference& reference : found->second) {
      LockedDependency dependency{.name = reference.name, .kind = reference.kind};
      if (reference.record) {
        dependency.records.push_back(*reference.record);
        if (const LocalContent* local = side.LocalContentOf(*reference.record)) {
          dependency.directories = local->directories;
        }
      } else if (const auto target = Resolve(side.root, reference.link.value_or(""))) {
        dependency.directories.push_back(*target);
      }
      all.push_back(std::move(dependency));
    }
    return all;
  };
}

std::string ImporterPath(const RepoPath& root, const RepoPath& directory) {
  if (directory == root) return ".";
  std::string path;
  RepoPath above = root;
  for (; !above.Contains(directory); above = above.Parent()) path += "../";
  if (directory == above) return path.substr(0, path.size() - 1);
  return path + directory.bytes().substr(above.IsRoot() ? 0 : above.bytes().size() + 1);
}

}  // namespace deltaplan::planner::workspace
