#include "planner/config/tree_glob.h"

#include <cstddef>
#include <fmt/format.h>

#include "planner/text/nearest_word.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {

bool MatchesComponent(std::string_view pattern, std::string_view name) {
  // The last "*" is the only one that ever has to take more: what earlier ones took stays right.
  std::size_t star = std::string_view::npos;
  std::size_t star_end = 0;  // of what the last "*" stands for
  std::size_t at = 0;
  for (std::size_t i = 0; i < name.size();) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      star_end = i;
    } else if (at < pattern.size() && pattern[at] == name[i]) {
      ++at;
      ++i;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      i = ++star_end;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

bool IsStop(const graph::EntryState& state) {
  return state.mode == graph::FileMode::kSymlink || state.mode == graph::FileMode::kSubmodule;
}

graph::EntryState TreeGlob::At(std::string_view path) {
  graph::EntryState state = root_;
  while (!path.empty()) {
    const Directory* directory = state.IsTree() ? Open(state.id) : nullptr;
    if (directory == nullptr) return {};
    const std::size_t slash = path.find('/');
    const graph::TreeEntry* entry = graph::FindEntry(directory->entries, path.substr(0, slash));
    if (entry == nullptr) return {};
    state = entry->state;
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  }
  return state;
}

std::vector<std::string> TreeGlob::Names(std::string_view path) {
  const graph::EntryState state = At(path);
  const Directory* directory = state.IsTree() ? Open(state.id) : nullptr;
  std::vector<std::string> names;
  if (directory == nullptr) return names;
  for (const graph::TreeEntry& entry : directory->entries) names.emplace_back(entry.name);
  return names;
}

std::vector<TreeMatch> TreeGlob::Find(std::string_view pattern, std::vector<Stop>* stops) {
  std::vector<TreeMatch> matches;
  Descend(graph::RepoPath(), root_, pattern, matches, stops);
  if (error_) matches.clear();
  return matches;
}

void TreeGlob::Descend(const graph::RepoPath& path, const graph::EntryState& state,
                       std::string_view pattern, std::vector<TreeMatch>& matches,
                       std::vector<Stop>* stops) {
  if (pattern.empty()) {
    matches.push_back({path, state});
    return;
  }
  if (stops != nullptr && IsStop(state)) stops->push_back({{path, state}, pattern});
  if (!state.IsTree()) return;
  const Directory* directory = Open(state.id);
  if (directory == nullptr) return;
  const std::size_t slash = pattern.find('/');
  const std::string_view component = pattern.substr(0, slash);
  const std::string_view rest =
      slash == std::string_view::npos ? std::string_view() : pattern.substr(slash + 1);
  if (component.find('*') == std::string_view::npos) {
    const graph::TreeEntry* entry = graph::FindEntry(directory->entries, component);
    if (entry != nullptr) Descend(path.Child(component), entry->state, rest, matches, stops);
    return;
  }
  for (const graph::TreeEntry& entry : directory->entries) {
    if (MatchesComponent(component, entry.name)) {
      Descend(path.Child(entry.name), entry.state, rest, matches, stops);
    }
  }
}

const TreeGlob::Directory* TreeGlob::Open(const graph::ObjectId& id) {
  if (error_) return nullptr;
  const auto [known, is_new] = directories_.try_emplace(id);
  if (is_new) {
    known->second = std::make_unique<Directory>();
    error_ = graph::ReadEntries(reader_, id, known->second->raw, known->second->entries);
  }
  return error_ ? nullptr : known->second.get();
}

std::string NearestPathHint(TreeGlob& tree, std::string_view path) {
  const std::optional<std::string> nearest =
      NearestPath(path, [&](const std::string& directory) { return tree.Names(directory); });
  return nearest ? fmt::format("Did you mean '{}'? ", DisplayPath(*nearest)) : std::string();
}

}  // namespace deltaplan::planner
