#include "planner/facts/dead_paths.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

#include "graph/path_trie.h"
#include "graph/tree_walk.h"
#include "planner/config/expand.h"
#include "planner/ports/tree_read_error.h"

namespace deltaplan::planner {
namespace {

using graph::InputId;
using graph::RepoPath;

// Which of `paths` some baseline has, in the order of `paths`.
Result<std::vector<bool>> ExistAtBaselines(const std::vector<RepoPath>& paths,
                                           const std::vector<Baseline>& baselines,
                                           const Project& project) {
  const graph::PathTrie trie(paths);
  std::vector<InputId> all;
  for (std::size_t i = 0; i < trie.input_count(); ++i) {
    all.push_back(InputId{static_cast<std::uint32_t>(i)});
  }
  std::vector<graph::WalkRequest> requests;
  for (const Baseline& baseline : baselines) requests.push_back({baseline.tree, all});
  const graph::WalkResult walk = graph::TreeWalk(project.readers().first(), trie).Walk(requests);
  if (walk.error) return TreeReadError(*walk.error, project.repository().facts());
  std::vector<bool> exist;
  for (const RepoPath& path : paths) {
    const InputId input = *trie.Find(path);
    exist.push_back(std::ranges::any_of(
        walk.states, [&](const auto& states) { return states[graph::Index(input)].Exists(); }));
  }
  return exist;
}

Error DeadPathError(const std::vector<DeadPath>& paths, const std::vector<DeadPattern>& patterns,
                    const Project& project) {
  TreeGlob tree(project.readers().first(), project.head().tree);
  return ConfigError(project.config_name(), DeadPathProblems(paths, patterns, tree),
                     project.config_text());
}

}  // namespace

Status CheckNoDeadPaths(const Platform& platform, const Project& project) {
  if (platform.dead_paths.empty() && platform.dead_patterns.empty()) return Ok();
  return DeadPathError(platform.dead_paths, platform.dead_patterns, project);
}

Result<LivingPlatform> WithoutDeadServices(PlatformFacts all,
                                           const std::vector<Baseline>& baselines,
                                           const Project& project) {
  LivingPlatform result;
  if (all.platform.dead_paths.empty() && all.platform.dead_patterns.empty()) {
    result.living = std::move(all);
    return result;
  }
  std::vector<RepoPath> paths;
  for (const DeadPath& dead : all.platform.dead_paths) paths.push_back(dead.path);
  Result<std::vector<bool>> exist = ExistAtBaselines(paths, baselines, project);
  if (!exist) return std::move(exist).error();

  std::vector<DeadPath> mistakes;
  std::set<std::string> gone;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const DeadPath& dead = all.platform.dead_paths[i];
    if (!(*exist)[i]) {
      mistakes.push_back(dead);
    } else if (dead.service) {
      gone.insert(*dead.service);
      result.warnings.push_back(
          warnings::ServiceDeleted{*dead.service, dead.path.bytes(), dead.pointer});
    } else {
      result.warnings.push_back(warnings::PathDeleted{dead.path.bytes(), dead.pointer});
    }
  }
  if (!mistakes.empty() || !all.platform.dead_patterns.empty()) {
    return DeadPathError(mistakes, all.platform.dead_patterns, project);
  }

  std::vector<Service> services;
  for (std::size_t s = 0; s < all.platform.services.size(); ++s) {
    const std::string& name = all.platform.services[s].name;
    ServiceFacts& facts = all.services[s];
    if (gone.contains(name)) {
      if (facts.live_tag) result.gone_but_live.emplace(name, *facts.live_tag);
      continue;
    }
    services.push_back(std::move(all.platform.services[s]));
    result.living.services.push_back(std::move(facts));
  }
  result.living.platform = std::move(all.platform);
  result.living.platform.services = std::move(services);
  return result;
}

}  // namespace deltaplan::planner
