#include "planner/workspace/ecosystem.h"

#include <algorithm>
#include <array>

#include "planner/workspace/ecosystems.h"

namespace deltaplan::planner::workspace {
namespace {

using graph::RepoPath;

// One line for each.
constexpr std::array<const Ecosystem*, 9> kTable{
    &kPnpmEcosystem,  &kNpmEcosystem, &kYarnClassicEcosystem, &kYarnBerryEcosystem, &kBunEcosystem,
    &kCargoEcosystem, &kGoEcosystem,  &kUvEcosystem,          &kPoetryEcosystem,
};

bool IsNotSearched(std::string_view name) {
  return name.starts_with('.') || name == "node_modules" || name == "bower_components" ||
         name == "vendor";
}

void Search(TreeFiles& files, const RepoPath& directory, std::size_t depth,
            std::vector<Root>& roots) {
  if (depth > graph::kDeepestTree) return;
  for (const Root& root : RootsIn(files, directory)) roots.push_back(root);
  for (const NamedEntry& entry : files.List(directory)) {
    if (entry.state.IsTree() && !IsNotSearched(entry.name)) {
      Search(files, directory.Child(entry.name), depth + 1, roots);
    }
  }
}

}  // namespace

std::span<const Ecosystem* const> Ecosystems() { return kTable; }

std::vector<Root> RootsIn(TreeFiles& files, const RepoPath& directory) {
  std::vector<Root> roots;
  for (const Ecosystem* ecosystem : kTable) {
    const bool is_taken = std::ranges::any_of(
        roots, [&](const Root& root) { return root.ecosystem->family == ecosystem->family; });
    if (!is_taken && ecosystem->is_root(files, directory)) roots.push_back({ecosystem, directory});
  }
  return roots;
}

std::vector<Root> RootsAbove(TreeFiles& files, const RepoPath& path) {
  std::vector<Root> roots;
  RepoPath directory = path;
  while (true) {
    for (const Root& root : RootsIn(files, directory)) roots.push_back(root);
    if (directory.IsRoot()) return roots;
    directory = directory.Parent();
  }
}

std::vector<Root> RootsBelow(TreeFiles& files, const RepoPath& top) {
  std::vector<Root> roots;
  Search(files, top, 0, roots);
  return roots;
}

}  // namespace deltaplan::planner::workspace
