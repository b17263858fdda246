#include "planner/facts/ignored_inputs.h"

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "graph/ignore_rules.h"
#include "planner/config/tree_glob.h"
#include "planner/ports/tree_read_error.h"

namespace deltaplan::planner {
namespace {

using graph::RepoPath;

// What the configuration calls an input by its name.
std::vector<RepoPath> NamedInputs(const Config& config) {
  std::vector<RepoPath> named;
  const auto add = [&](const PathPattern& path) {
    if (!path.HasWildcard()) named.push_back(RepoPath::FromCanonical(path.text));
  };
  const auto add_all = [&](const std::vector<PathPattern>& paths) {
    for (const PathPattern& path : paths) add(path);
  };
  for (const ServiceEntry& service : config.services) {
    if (service.inputs) add_all(*service.inputs);
  }
  for (const PackageEntry& package : config.packages) {
    add(package.path);
    if (package.inputs) add_all(*package.inputs);
  }
  for (const ImageEntry& image : config.images) {
    if (image.path) add(*image.path);
    add_all(image.inputs);
  }
  return named;
}

// Where links lead that no rule hides.
std::vector<RepoPath> EndsOfLinks(const InputMap& inputs, const graph::IgnoreRules& rules) {
  std::vector<RepoPath> ends;
  for (std::size_t i = 0; i < inputs.graph().size(); ++i) {
    const graph::NodeId node{static_cast<std::uint32_t>(i)};
    if (!inputs.IsIgnorable(node)) continue;
    for (const NodeInput& input : inputs.InputsOf(node)) {
      if (!input.link || rules.IsIgnored(RepoPath::FromCanonical(*input.link), false)) continue;
      ends.push_back(inputs.trie().PathOf(input.input));
    }
  }
  return ends;
}

}  // namespace

Result<Warnings> IgnoredInputs(const Project& project, const InputMap& inputs) {
  const graph::IgnoreRules rules(project.config().ignore);
  if (rules.empty()) return Warnings();
  std::vector<RepoPath> paths = NamedInputs(project.config());
  for (RepoPath& end : EndsOfLinks(inputs, rules)) paths.push_back(std::move(end));
  TreeGlob tree(project.readers().first(), project.head().tree);
  std::set<std::string> ignored;
  for (const RepoPath& path : paths) {
    const graph::EntryState state = tree.At(path.bytes());
    if (state.Exists() && rules.IsIgnored(path, state.IsTree())) ignored.insert(path.bytes());
  }
  if (tree.error()) return TreeReadError(*tree.error(), project.repository().facts());
  if (ignored.empty()) return Warnings();
  return Warnings{warnings::InputIgnored{{ignored.begin(), ignored.end()}}};
}

}  // namespace deltaplan::planner
