#include "planner/facts/work_tree.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace deltaplan::planner {
namespace {

using graph::InputId;
using graph::RepoPath;

// The inputs that no other input holds: what is to be looked at on the disk.
std::vector<RepoPath> OutermostInputs(const graph::PathTrie& trie) {
  std::vector<RepoPath> outermost;
  for (std::size_t i = 0; i < trie.input_count(); ++i) {
    const RepoPath& path = trie.PathOf(InputId{static_cast<std::uint32_t>(i)});
    if (outermost.empty() || !outermost.back().Contains(path)) outermost.push_back(path);
  }
  return outermost;
}

// "services/*": directories on disk that git does not track because an ignore rule hides them.
Status AddHiddenByGit(const Project& project, const std::unordered_set<std::string_view>& tracked,
                      Files& files, std::set<std::string>& hidden) {
  for (const ServiceEntry& entry : project.config().services) {
    if (!entry.path || !entry.path->text.ends_with("/*")) continue;
    const std::string parent = entry.path->text.substr(0, entry.path->text.size() - 2);
    if (parent.find('*') != std::string::npos) continue;
    for (const std::string& name : files.Directories(project.root() + "/" + parent)) {
      const RepoPath path = RepoPath::FromCanonical(parent + "/" + name);
      if (tracked.contains(path.bytes())) continue;
      Result<bool> ignored = project.repository().IsIgnoredByGit(path, true);
      if (!ignored) return std::move(ignored).error();
      if (*ignored) hidden.insert(path.bytes());
    }
  }
  return Ok();
}

}  // namespace

Result<std::vector<DirtyFile>> FindDirtyInputs(const Project& project, const InputMap& inputs,
                                               const graph::IgnoreRules& ignore) {
  std::vector<DirtyFile> dirty;
  if (!project.repository().facts().work_dir) return dirty;
  const std::vector<RepoPath> outermost = OutermostInputs(inputs.trie());
  if (outermost.empty()) return dirty;
  Result<std::vector<WorkTreeChange>> changes = project.repository().WorkTreeChanges(outermost);
  if (!changes) return std::move(changes).error().Within("cannot look for uncommitted changes");
  for (const WorkTreeChange& change : *changes) {
    const std::vector<InputId> owners = inputs.trie().Owners(change.path);
    const bool counts = std::ranges::any_of(owners, [&](InputId owner) {
      return inputs.HasLiteralOwner(owner) || !ignore.IsIgnored(change.path, false);
    });
    if (counts) dirty.push_back({change.path.bytes(), change.untracked, change.unclear});
  }
  return dirty;
}

Warnings CheckoutWarnings(const Project& project) {
  if (!project.repository().facts().work_dir) return {};
  Result<CommitInfo> checked_out = project.repository().ResolveRevision("HEAD");
  if (checked_out && checked_out->id == project.head().id) return {};
  return {warnings::HeadNotCheckedOut{project.head().id}};
}

Result<Warnings> RepositoryWarnings(const Project& project, const Platform& platform,
                                    const graph::IgnoreRules& ignore, Files& files) {
  Warnings found;
  const RepositoryFacts& facts = project.repository().facts();
  if (facts.has_replace_refs) found.push_back(warnings::ReplaceRefs{});
  std::set<std::string> hidden;
  std::unordered_set<std::string_view> tracked;
  for (const Service& service : platform.services) {
    tracked.insert(service.path.bytes());
    if (ignore.IsIgnored(service.path, true)) hidden.insert(service.path.bytes());
  }
  if (facts.work_dir) {
    if (Status added = AddHiddenByGit(project, tracked, files, hidden); !added) {
      return std::move(added).error();
    }
  }
  for (const std::string& path : hidden) {
    found.push_back(warnings::IgnoredServiceDirectory{path});
  }
  return found;
}

}  // namespace deltaplan::planner
