#include "planner/facts/work_tree.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "graph/drop_doubles.h"
#include "planner/config/input_patterns.h"
#include "planner/config/tree_glob.h"
#include "planner/facts/config_place.h"
#include "planner/facts/ignored_inputs.h"

namespace deltaplan::planner {
namespace {

using graph::InputId;
using graph::RepoPath;

// All that the configuration names or matches in head.
std::vector<RepoPath> PathsOf(const Platform& platform) {
  std::vector<RepoPath> paths = platform.build_inputs;
  const auto add = [&paths](const std::vector<RepoPath>& further) {
    paths.insert(paths.end(), further.begin(), further.end());
  };
  for (const Package& package : platform.packages) {
    paths.push_back(package.path);
    add(package.inputs);
  }
  for (const Image& image : platform.images) add(image.paths);
  for (const Service& service : platform.services) {
    if (service.path) paths.push_back(*service.path);
    add(service.inputs);
  }
  return paths;
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

// What `pattern` matches on the disk below `directory`, the part of it that is known.
void MatchOnDisk(const InputPattern& pattern, std::string_view rest, const std::string& directory,
                 const Project& project, Files& files, std::vector<RepoPath>& matches) {
  const std::size_t slash = rest.find('/');
  const std::string component(rest.substr(0, slash));
  const bool is_last = slash == std::string_view::npos;
  const auto go_on = [&](const std::string& name) {
    const std::string path = directory.empty() ? name : directory + "/" + name;
    if (is_last) {
      if (name != ".git") matches.push_back(RepoPath::FromCanonical(path));
    } else {
      MatchOnDisk(pattern, rest.substr(slash + 1), path, project, files, matches);
    }
  };
  if (component.find('*') == std::string::npos) return go_on(component);
  const std::string on_disk = project.root() + "/" + directory;
  const bool wants_directories = is_last && pattern.kind == InputPattern::Kind::kService;
  for (const std::string& name :
       wants_directories ? files.Directories(on_disk) : files.Names(on_disk)) {
    if (MatchesComponent(component, name)) go_on(name);
  }
}

// What patterns match on the disk and not in head: a new file of an input is no input yet, and
// would get into the image all the same.
std::vector<RepoPath> NewMatches(const Project& project, const graph::PathSet& inputs,
                                 Files& files) {
  std::vector<RepoPath> matches;
  for (const InputPattern& pattern : InputPatterns(project.config())) {
    MatchOnDisk(pattern, pattern.text, "", project, files, matches);
  }
  std::erase_if(matches, [&](const RepoPath& path) { return inputs.Contains(path); });
  return matches;
}

// Which of `awaited`, that head lacks, are there on the disk.
std::vector<RepoPath> NewFiles(const Project& project, const std::vector<RepoPath>& awaited,
                               Files& files) {
  std::map<RepoPath, std::vector<std::string>> names;  // by directory
  std::vector<RepoPath> found;
  for (const RepoPath& path : awaited) {
    const auto [listed, is_new] = names.try_emplace(path.Parent());
    if (is_new) listed->second = files.Names(project.root() + "/" + path.Parent().bytes());
    if (std::ranges::find(listed->second, path.Name()) != listed->second.end())
      found.push_back(path);
  }
  return found;
}

// Whether a change of `path` is hidden by no ignore rule, for some pattern that matches it.
bool IsMatchedAndCounts(const std::vector<InputPattern>& patterns, const RepoPath& path,
                        const graph::IgnoreRules& ignore) {
  return std::ranges::any_of(patterns, [&](const InputPattern& pattern) {
    return MatchedPart(pattern.text, path.bytes()) &&
           (pattern.kind == InputPattern::Kind::kBuildInput || !ignore.IsIgnored(path, false));
  });
}

// A text without the line ends that git may make of others when it checks a file out.
std::string WithPlainLineEnds(std::string text) {
  std::erase(text, '\r');
  return text;
}

// How the configuration differs from the one of head, whose text is `blob`, whatever git has been
// told of the file: it may be ignored, or be one that git was asked to look away from.
std::optional<DirtyFile> ConfigChange(const Project& project, const std::optional<ObjectId>& blob) {
  const std::string& path = *project.config_in_tree();
  if (!blob) return DirtyFile{.path = path, .untracked = true};
  const Result<std::string> text = project.repository().ReadBlob(*blob);
  if (!text) {
    return DirtyFile{.path = path, .untracked = false, .unclear = text.error().message};
  }
  if (WithPlainLineEnds(*text) == WithPlainLineEnds(project.config_text())) return std::nullopt;
  return DirtyFile{.path = path};
}

}  // namespace

DirtySearch DirtySearch::Begin(const Project& project, const Platform& platform, Files& files) {
  DirtySearch search;
  if (Status begun = search.BeginAt(project, platform, files); !begun) {
    search.failed_ = std::move(begun).error();
  }
  return search;
}

Status DirtySearch::BeginAt(const Project& project, const Platform& platform, Files& files) {
  if (!project.repository().facts().work_dir) return Ok();
  std::vector<RepoPath> paths = PathsOf(platform);
  read_files_ = platform.read_files;
  std::ranges::copy(read_files_, std::back_inserter(paths));
  for (const RepoPath& path : NewFiles(project, platform.awaited_files, files)) {
    new_read_files_.Add(path);
    paths.push_back(path);
  }
  for (const RepoPath& path : paths) looked_at_.Add(path);
  std::ranges::move(NewMatches(project, looked_at_, files), std::back_inserter(paths));
  if (project.config_is_checked_out() && project.config_in_tree()) {
    Result<ConfigPlace> place = FindConfigIn(project.repository(), project.readers().first(),
                                             project.head().tree, *project.config_in_tree());
    if (!place) return std::move(place).error();
    if (!project.config_is_named()) config_change_ = ConfigChange(project, place->blob);
    config_ = std::move(place->paths);
    std::ranges::copy(config_, std::back_inserter(paths));
  }
  if (paths.empty()) return Ok();
  for (const RepoPath& path : paths) looked_at_.Add(path);
  Result<std::unique_ptr<WorkTreeSearch>> search =
      project.repository().BeginWorkTreeChanges(std::move(paths));
  if (!search) return std::move(search).error().Within("cannot look for uncommitted changes");
  search_ = *std::move(search);
  return Ok();
}

Result<std::vector<DirtyFile>> DirtySearch::Finish(const Project& project, const InputMap& inputs,
                                                   const graph::IgnoreRules& ignore) {
  constexpr const char* kContext = "cannot look for uncommitted changes";
  if (failed_) return *std::move(failed_);
  std::vector<DirtyFile> dirty;
  if (!project.repository().facts().work_dir) return dirty;
  std::vector<RepoPath> rest;
  for (std::size_t i = 0; i < inputs.trie().input_count(); ++i) {
    const RepoPath& path = inputs.trie().PathOf(InputId{static_cast<std::uint32_t>(i)});
    if (!looked_at_.Contains(path)) rest.push_back(path);
  }
  Result<std::vector<WorkTreeChange>> changes = std::vector<WorkTreeChange>();
  if (search_) changes = search_->Wait();
  if (!changes) return std::move(changes).error().Within(kContext);
  if (!rest.empty()) {
    Result<std::vector<WorkTreeChange>> further = project.repository().WorkTreeChanges(rest);
    if (!further) return std::move(further).error().Within(kContext);
    // A new input may hold old ones.
    std::ranges::move(*further, std::back_inserter(*changes));
    std::ranges::stable_sort(*changes, {}, &WorkTreeChange::path);
    graph::DropDoubles(*changes, [](const WorkTreeChange& left, const WorkTreeChange& right) {
      return left.path == right.path;
    });
  }
  const std::vector<InputPattern> patterns = InputPatterns(project.config());
  for (const WorkTreeChange& change : *changes) {
    const std::vector<InputId> owners = inputs.OwnersOf(change.path);
    const bool counts = std::ranges::find(config_, change.path) != config_.end() ||
                        std::ranges::binary_search(read_files_, change.path) ||
                        new_read_files_.Contains(change.path) ||
                        std::ranges::any_of(owners,
                                            [&](InputId owner) {
                                              return inputs.HasLiteralOwner(owner) ||
                                                     !ignore.IsIgnored(change.path, false);
                                            }) ||
                        (owners.empty() && IsMatchedAndCounts(patterns, change.path, ignore));
    if (counts) dirty.push_back({change.path.bytes(), change.untracked, change.unclear});
  }
  if (config_change_) {
    const bool is_told = std::ranges::any_of(dirty, [&](const DirtyFile& file) {
      return std::ranges::find(config_, RepoPath::FromCanonical(file.path)) != config_.end();
    });
    const auto at = std::ranges::lower_bound(dirty, config_change_->path, {}, &DirtyFile::path);
    if (!is_told) dirty.insert(at, *config_change_);
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
                                    const InputMap& inputs, const graph::IgnoreRules& ignore,
                                    Files& files) {
  Warnings found;
  const RepositoryFacts& facts = project.repository().facts();
  if (facts.has_replace_refs) found.push_back(warnings::ReplaceRefs{});
  std::set<std::string> hidden;
  std::unordered_set<std::string_view> tracked;
  for (const Service& service : platform.services) {
    if (!service.path) continue;
    tracked.insert(service.path->bytes());
    if (ignore.IsIgnored(*service.path, true)) hidden.insert(service.path->bytes());
  }
  if (facts.work_dir) {
    if (Status added = AddHiddenByGit(project, tracked, files, hidden); !added) {
      return std::move(added).error();
    }
  }
  for (const std::string& path : hidden) {
    found.push_back(warnings::IgnoredServiceDirectory{path});
  }
  Result<Warnings> ignored = IgnoredInputs(project, inputs);
  if (!ignored) return ignored;
  found.insert(found.end(), ignored->begin(), ignored->end());
  return found;
}

}  // namespace deltaplan::planner
