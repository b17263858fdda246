#include "planner/workspace/ecosystem.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

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

// Whether some package manager reads a file of that name.
bool IsRead(std::string_view name) {
  return std::ranges::any_of(kTable, [&](const Ecosystem* ecosystem) {
    return std::ranges::find(ecosystem->files, name) != ecosystem->files.end();
  });
}

std::vector<std::string> FindCandidates(TreeFiles& files, const RepoPath& directory,
                                        RootCandidates& known) {
  const graph::EntryState state = files.At(directory);
  if (!state.IsTree()) return {};
  if (const auto found = known.find(state.id); found != known.end()) return found->second;
  const std::vector<NamedEntry>& entries = files.List(directory);
  std::vector<std::string> candidates;
  if (std::ranges::any_of(entries, IsRead, &NamedEntry::name)) candidates.push_back("");
  for (const NamedEntry& entry : entries) {
    if (!entry.state.IsTree() || IsNotSearched(entry.name)) continue;
    for (const std::string& below : FindCandidates(files, directory.Child(entry.name), known)) {
      candidates.push_back(entry.name + (below.empty() ? "" : "/" + below));
    }
  }
  // Of a tree that can't be read nothing is known, wherever it is met again.
  if (!files.error()) known.emplace(state.id, candidates);
  return candidates;
}

std::vector<Root> FindRoots(TreeFiles& files, const RepoPath& directory) {
  std::vector<Root> roots;
  const std::vector<NamedEntry>& entries = files.List(directory);
  const auto is_there = [&](std::string_view name) {
    return std::ranges::find(entries, name.substr(0, name.find('/')), &NamedEntry::name) !=
           entries.end();
  };
  for (const Ecosystem* ecosystem : kTable) {
    if (std::ranges::none_of(ecosystem->files, is_there)) continue;
    const bool is_taken = std::ranges::any_of(
        roots, [&](const Root& root) { return root.ecosystem->family == ecosystem->family; });
    if (!is_taken && ecosystem->is_root(files, directory)) roots.push_back({ecosystem, directory});
  }
  return roots;
}

}  // namespace

std::span<const Ecosystem* const> Ecosystems() { return kTable; }

std::string TableOf(const Root& root, EdgeKind kind) {
  const std::string_view family = root.ecosystem->family;
  if (family == "go") return "require";
  const bool is_javascript = family == "javascript";
  switch (kind) {
    case EdgeKind::kNormal:
      return "dependencies";
    case EdgeKind::kOptional:
      return is_javascript ? "optionalDependencies" : "optional-dependencies";
    case EdgeKind::kPeer:
      return "peerDependencies";
    case EdgeKind::kBuild:
      return family == "python" ? "build-system" : "build-dependencies";
    case EdgeKind::kDevelopment:
      return is_javascript ? "devDependencies" : "dev-dependencies";
    case EdgeKind::kOwnOptional:
      return "optional-dependencies";
    case EdgeKind::kOwnDevelopment:
      return "dependency-groups";
  }
  return {};
}

std::vector<Root> RootsIn(TreeFiles& files, const RepoPath& directory) {
  return files.Told(directory, FindRoots);
}

std::vector<RepoPath> AwaitedFiles(TreeFiles& files, const std::vector<Root>& roots) {
  std::set<std::pair<std::string_view, RepoPath>> looked_at;
  std::set<RepoPath> awaited;
  for (const Root& root : roots) {
    const std::string_view family = root.ecosystem->family;
    for (RepoPath at = root.directory; looked_at.emplace(family, at).second; at = at.Parent()) {
      for (const Ecosystem* ecosystem : kTable) {
        if (ecosystem->family != family) continue;
        for (const std::string_view name : ecosystem->files) {
          const RepoPath path = *Resolve(at, name);
          if (!files.EntryAt(path).Exists()) awaited.insert(path);
        }
      }
      if (at.IsRoot()) break;
    }
  }
  return {awaited.begin(), awaited.end()};
}

std::vector<RepoPath> CandidatesBelow(TreeFiles& files, const RepoPath& top,
                                      RootCandidates& known) {
  std::vector<RepoPath> directories;
  for (const std::string& below : FindCandidates(files, top, known)) {
    directories.push_back(below.empty() ? top : *Resolve(top, below));
  }
  return directories;
}

}  // namespace deltaplan::planner::workspace
