#include "planner/workspace/node_members.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "planner/workspace/node_semver.h"
#include "planner/workspace/path_glob.h"

namespace deltaplan::planner::workspace {
namespace {

using graph::RepoPath;

struct ManagerFile {
  NodeManager manager;
  std::string_view file;
};
constexpr std::array<ManagerFile, 7> kLockfiles{{{NodeManager::kPnpm, "pnpm-lock.yaml"},
                                                 {NodeManager::kNpm, "npm-shrinkwrap.json"},
                                                 {NodeManager::kNpm, "package-lock.json"},
                                                 {NodeManager::kYarnClassic, "yarn.lock"},
                                                 {NodeManager::kYarnBerry, "yarn.lock"},
                                                 {NodeManager::kBun, "bun.lock"},
                                                 {NodeManager::kBun, "bun.lockb"}}};

bool IsNotEntered(std::string_view name) {
  return name == "node_modules" || name == "bower_components" || name == ".git";
}

// Which yarn wrote a yarn.lock.
struct YarnFlavour {
  bool is_berry = false;
};
std::variant<YarnFlavour, ReadProblem> ReadYarnFlavour(std::string_view text) {
  return YarnFlavour{text.starts_with("__metadata:") ||
                     text.find("\n__metadata:") != std::string_view::npos};
}

std::optional<NodeManager> NamedManager(std::string_view package_manager) {
  const std::string_view name = package_manager.substr(0, package_manager.find('@'));
  if (name == "pnpm") return NodeManager::kPnpm;
  if (name == "npm") return NodeManager::kNpm;
  if (name == "bun") return NodeManager::kBun;
  if (name == "yarn") {
    const bool is_classic = package_manager.starts_with("yarn@1.") ||
                            package_manager.starts_with("yarn@0.") || package_manager == "yarn@1";
    return is_classic ? NodeManager::kYarnClassic : NodeManager::kYarnBerry;
  }
  return std::nullopt;
}

const NodeManifest* ManifestIn(TreeFiles& files, const RepoPath& directory) {
  const auto read = files.Parsed(directory.Child("package.json"), ParseNodeManifest);
  if (!read) return nullptr;
  const auto* manifest = std::get_if<const NodeManifest*>(&*read);
  return manifest == nullptr ? nullptr : *manifest;
}

// The yarn of a directory with a yarn.lock.
NodeManager YarnIn(TreeFiles& files, const RepoPath& directory) {
  const auto read = files.Parsed(directory.Child("yarn.lock"), ReadYarnFlavour);
  if (read) {
    if (const auto* flavour = std::get_if<const YarnFlavour*>(&*read)) {
      return (*flavour)->is_berry ? NodeManager::kYarnBerry : NodeManager::kYarnClassic;
    }
  }
  return files.HasFile(directory.Child(".yarnrc.yml")) ? NodeManager::kYarnBerry
                                                       : NodeManager::kYarnClassic;
}

bool HasLockfileOf(TreeFiles& files, const RepoPath& directory, NodeManager manager) {
  for (const ManagerFile& each : kLockfiles) {
    if (each.manager != manager || !files.HasFile(directory.Child(each.file))) continue;
    if (each.file != "yarn.lock" || YarnIn(files, directory) == manager) return true;
  }
  return false;
}

std::optional<NodeManager> FindNodeManager(TreeFiles& files, const RepoPath& directory) {
  std::vector<NodeManager> found;
  for (const NodeManager manager :
       {NodeManager::kPnpm, NodeManager::kNpm, NodeManager::kYarnClassic, NodeManager::kYarnBerry,
        NodeManager::kBun}) {
    if (HasLockfileOf(files, directory, manager)) found.push_back(manager);
  }
  if (found.size() == 1) return found.front();
  const NodeManifest* manifest = ManifestIn(files, directory);
  const std::optional<NodeManager> named =
      manifest == nullptr ? std::nullopt : NamedManager(manifest->package_manager);
  const bool is_pnpm = files.HasFile(directory.Child("pnpm-workspace.yaml"));
  if (!found.empty()) {
    if (named && std::ranges::find(found, *named) != found.end()) return named;
    return found.front();
  }
  if (is_pnpm) return NodeManager::kPnpm;
  if (manifest == nullptr || !manifest->has_workspaces) return std::nullopt;
  return named.value_or(NodeManager::kNpm);
}

// The part of a pattern's result that npm's order of positive and negated patterns leaves.
std::vector<std::pair<std::string, bool>> NpmPatterns(const std::vector<std::string>& patterns) {
  std::vector<std::pair<std::string, bool>> ordered;  // text, negated
  for (const std::string& pattern : patterns) {
    std::string_view text = pattern;
    bool negated = false;
    while (text.starts_with('!')) {
      negated = !negated;
      text.remove_prefix(1);
    }
    while (text.starts_with("./")) text.remove_prefix(2);
    while (text.starts_with('/')) text.remove_prefix(1);
    if (!negated) {
      std::erase_if(ordered, [&](const std::pair<std::string, bool>& earlier) {
        if (!earlier.second) return false;
        const auto glob = PathGlob::Parse(earlier.first, kNodeGlobs);
        return glob && glob->Matches(text);
      });
    }
    ordered.emplace_back(text, negated);
  }
  return ordered;
}

}  // namespace

std::optional<NodeManager> NodeManagerOf(TreeFiles& files, const RepoPath& directory) {
  return files.Told(directory, FindNodeManager);
}

std::optional<Warning> OtherManagers(TreeFiles& files, const RepoPath& directory,
                                     NodeManager manager) {
  warnings::SeveralPackageManagers warning{
      .directory = directory.bytes(), .taken = {}, .others = {}};
  std::set<std::string> others;
  for (const ManagerFile& each : kLockfiles) {
    const RepoPath path = directory.Child(each.file);
    if (!files.HasFile(path)) continue;
    if (each.file == "yarn.lock" && YarnIn(files, directory) != each.manager) continue;
    if (each.manager == manager) {
      if (warning.taken.empty()) warning.taken = path.bytes();
    } else {
      others.insert(path.bytes());
    }
  }
  if (others.empty() || warning.taken.empty()) return std::nullopt;
  warning.others.assign(others.begin(), others.end());
  return warning;
}

void NodeMembers::AddReplacements(const RepoPath& file, const std::vector<NodeReplacement>& all) {
  for (const NodeReplacement& each : all) {
    replacements.push_back(each);
    replacements.back().file = file;
  }
}

const NodeMember* NodeMembers::Find(const RepoPath& directory) const {
  const auto found = std::ranges::lower_bound(members, directory, {}, &NodeMember::directory);
  return found != members.end() && found->directory == directory ? &*found : nullptr;
}

void NodeMembers::Index() {
  std::ranges::sort(members, {}, &NodeMember::directory);
  by_name_.clear();
  for (std::size_t i = 0; i < members.size(); ++i) {
    const std::string& name = members[i].manifest->name;
    if (!name.empty()) by_name_[name].push_back(i);
  }
}

std::vector<const NodeMember*> NodeMembers::Named(std::string_view name) const {
  std::vector<const NodeMember*> named;
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return named;
  for (const std::size_t i : found->second) named.push_back(&members[i]);
  return named;
}

std::optional<std::variant<NodeMember, ReadProblem>> ReadNodeMember(
    TreeFiles& files, const RepoPath& directory, const std::vector<std::string_view>& names) {
  for (const std::string_view name : names) {
    const RepoPath path = directory.Child(name);
    if (!files.HasFile(path)) continue;
    if (name.ends_with(".json5")) {
      return ReadProblem{path.bytes(), ReadCause::kSyntax, "JSON5 is not read"};
    }
    const auto read =
        files.Parsed(path, name.ends_with(".yaml") ? ParseNodeManifestYaml : ParseNodeManifest);
    if (const auto* problem = std::get_if<ReadProblem>(&*read)) return *problem;
    return NodeMember{
        .directory = directory, .file = path, .manifest = std::get<const NodeManifest*>(*read)};
  }
  return std::nullopt;
}

NodeMembers FindNodeMembers(TreeFiles& files, const RepoPath& root,
                            const std::vector<std::string>& patterns, NegationOrder order,
                            const std::vector<std::string_view>& names) {
  NodeMembers result;
  result.names = names;
  std::vector<std::pair<std::string, bool>> ordered;
  if (order == NegationOrder::kNpm) {
    ordered = NpmPatterns(patterns);
  } else {
    for (const std::string& pattern : patterns) {
      const bool negated = order != NegationOrder::kNone && pattern.starts_with('!');
      ordered.emplace_back(negated ? pattern.substr(1) : pattern, negated);
    }
  }
  std::vector<PathGlob> excluded;
  std::set<RepoPath> found{root};
  const auto add = [&](const RepoPath& path) { found.insert(path); };
  for (const auto& [text, negated] : ordered) {
    std::optional<PathGlob> glob = PathGlob::Parse(text, kNodeGlobs);
    if (!glob) {
      result.problems.push_back({root.Child("package.json").bytes(), ReadCause::kUnknownReference,
                                 "a pattern of members is not understood: " + text});
      continue;
    }
    if (negated) {
      excluded.push_back(*std::move(glob));
    } else {
      glob->Expand(files, root, IsNotEntered, add);
    }
  }
  const std::size_t prefix = root.IsRoot() ? 0 : root.bytes().size() + 1;
  for (const RepoPath& directory : found) {
    const std::string_view relative =
        directory == root ? std::string_view() : std::string_view(directory.bytes()).substr(prefix);
    const bool is_excluded =
        directory != root &&
        std::ranges::any_of(excluded, [&](const PathGlob& glob) { return glob.Matches(relative); });
    if (is_excluded) continue;
    auto member = ReadNodeMember(files, directory, names);
    if (!member) continue;
    if (auto* problem = std::get_if<ReadProblem>(&*member)) {
      result.problems.push_back(std::move(*problem));
    } else {
      result.members.push_back(std::get<NodeMember>(*member));
    }
  }
  result.Index();
  return result;
}

LocalMeaning MeaningOf(TreeFiles& files, const NodeMember& from, const NodeDependency& dependency,
                       const NodeMembers& members, const NodeLinkRules& rules) {
  LocalMeaning meaning;
  std::string_view range = dependency.range;
  const auto by_path = [&](std::string_view path) {
    const std::optional<RepoPath> target = Resolve(from.directory, path);
    if (!target) {
      meaning.outside = true;
    } else if (files.HasDirectory(*target)) {
      meaning.directories.push_back(*target);
    } else if (files.HasFile(*target)) {
      meaning.file = *target;
    } else {
      meaning.unresolved = true;
    }
  };
  constexpr std::string_view kWorkspace = "workspace:";
  for (const std::string_view scheme : {"link:", "file:", "portal:"}) {
    if (range.starts_with(scheme)) {
      by_path(range.substr(scheme.size()));
      return meaning;
    }
  }
  const bool is_path = range.starts_with("./") || range.starts_with("../");
  if (is_path) {
    by_path(range);
    return meaning;
  }
  std::string_view name = dependency.name;
  const bool says_workspace = range.starts_with(kWorkspace);
  if (says_workspace) {
    range.remove_prefix(kWorkspace.size());
    if (range.starts_with("./") || range.starts_with("../")) {
      by_path(range);
      return meaning;
    }
    // workspace:alias@range
    const std::size_t at = range.find('@', 1);
    if (at != std::string_view::npos && !range.empty() && range.front() != '^' &&
        range.front() != '~') {
      name = range.substr(0, at);
      range.remove_prefix(at + 1);
    }
  } else if (range.find(':') != std::string_view::npos && !range.starts_with("catalog:")) {
    return meaning;  // npm:other@1, git+ssh://..., https://...: never a member
  } else if (!rules.plain_ranges && dependency.kind != EdgeKind::kPeer) {
    return meaning;
  }
  const std::vector<const NodeMember*> named = members.Named(name);
  const bool takes_all = range.empty() || range == "^" || range == "~" ||
                         (range == "*" && (says_workspace || rules.star_takes_prereleases)) ||
                         range.starts_with("catalog:") || dependency.kind == EdgeKind::kPeer;
  for (const NodeMember* member : named) {
    const std::optional<bool> fits = Satisfies(member->manifest->version, range);
    // What can't be read, and a member without a version, counts.
    if (takes_all || !fits || *fits) meaning.directories.push_back(member->directory);
  }
  if (says_workspace && meaning.directories.empty()) {
    for (const NodeMember* member : named) meaning.directories.push_back(member->directory);
    // A path of the workspace's root: berry's `workspace:packages/ui`.
    if (named.empty() && !members.members.empty()) {
      const std::optional<RepoPath> target = Resolve(members.members.front().directory, range);
      if (target && members.Find(*target) != nullptr) meaning.directories.push_back(*target);
    }
    meaning.unresolved = meaning.directories.empty();
  }
  return meaning;
}

void AddWholeFile(TreeFiles& files, const RepoPath& path, std::vector<Setting>& settings) {
  const graph::EntryState state = files.At(path);
  if (TreeFiles::IsFile(state)) settings.push_back({path.bytes(), "", state.id.ToHex()});
}

void AddNodeSettings(const NodeMember* manifest, bool has_lockfile,
                     std::vector<Setting>& settings) {
  if (manifest == nullptr) return;
  for (const auto& [key, value] : manifest->manifest->settings) {
    settings.push_back({manifest->file.bytes(), key, value});
  }
  if (has_lockfile) return;
  for (const auto& [key, value] : manifest->manifest->locked_settings) {
    settings.push_back({manifest->file.bytes(), key, value});
  }
}

void AddNpmrc(TreeFiles& files, const RepoPath& directory, std::vector<Setting>& settings) {
  const RepoPath npmrc = directory.Child(".npmrc");
  const std::optional<std::string> text = files.ReadText(npmrc);
  if (!text) {
    AddWholeFile(files, npmrc, settings);  // one that can't be read
    return;
  }
  std::map<std::string, std::string> values;
  std::string_view rest = *text;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    const auto trim = [](std::string_view part) {
      constexpr std::string_view kBlanks = " \t\r";
      const std::size_t begin = part.find_first_not_of(kBlanks);
      if (begin == std::string_view::npos) return std::string_view();
      return part.substr(begin, part.find_last_not_of(kBlanks) + 1 - begin);
    };
    line = trim(line);
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    const std::size_t equals = line.find('=');
    const std::string key(trim(line.substr(0, equals)));
    std::string& value = values[key];
    value += '=';
    if (equals != std::string_view::npos) value += trim(line.substr(equals + 1));
  }
  for (auto& [key, value] : values) settings.push_back({npmrc.bytes(), key, std::move(value)});
}

Member MemberOf(const NodeMember& node) {
  Member member;
  member.directory = node.directory;
  member.manifest = node.file;
  member.name = node.manifest->name;
  member.version = node.manifest->version;
  member.is_by_path = node.is_by_path;
  return member;
}

}  // namespace deltaplan::planner::workspace
