// pnpm: pnpm-workspace.yaml, pnpm-lock.yaml, package.json. The lockfile itself: pnpm_lock.h.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "documents/yaml.h"
#include "planner/workspace/ecosystems.h"
#include "planner/workspace/lock_edges.h"
#include "planner/workspace/node_lock.h"
#include "planner/workspace/node_members.h"
#include "planner/workspace/pnpm_lock.h"

namespace deltaplan::planner::workspace {
namespace {

using documents::Document;
using documents::Value;
using graph::RepoPath;

constexpr std::string_view kLockfile = "pnpm-lock.yaml";
constexpr std::string_view kWorkspace = "pnpm-workspace.yaml";
constexpr std::string_view kHooks = ".pnpmfile.cjs";

// pnpm-workspace.yaml.
struct PnpmWorkspace {
  bool has_packages = false;
  std::vector<std::string> packages;
  std::map<std::string, std::string> patches;  // key -> file
  std::optional<bool> links;                   // linkWorkspacePackages
  bool is_shared = true;                       // sharedWorkspaceLockfile
  std::vector<NodeReplacement> replacements;
  std::vector<std::pair<std::string, std::string>> settings;
  std::vector<std::pair<std::string, std::string>> locked_settings;  // that the lockfile shows
};

// What the lockfile records of it.
constexpr std::array<std::string_view, 6> kInLockfile{
    "catalog",           "catalogs",
    "overrides",         "patchedDependencies",
    "packageExtensions", "ignoredOptionalDependencies"};

std::variant<PnpmWorkspace, ReadProblem> ParseWorkspace(std::string_view text) {
  const auto read = documents::ReadYaml(text, documents::YamlReferences::kFollowed);
  if (const auto* error = std::get_if<documents::ReadError>(&read)) return ProblemOf(*error);
  PnpmWorkspace workspace;
  const Value root = std::get<Document>(read).root();
  if (root.Exists() && !root.IsMap() && !root.text().empty()) {
    return ReadProblem{{}, ReadCause::kSyntax, "it is no map"};
  }
  workspace.has_packages = root["packages"].IsList();
  for (const Value pattern : root["packages"].items()) workspace.packages.push_back(pattern.str());
  for (const auto& [key, path] : root["patchedDependencies"].members()) {
    workspace.patches.emplace(std::string(key), path.str());
  }
  const Value links = root["linkWorkspacePackages"];
  if (links.Exists()) workspace.links = !links.IsFalse();
  workspace.is_shared = !root["sharedWorkspaceLockfile"].IsFalse();
  ReadReplacements(root, workspace.replacements);
  for (const auto& [key, value] : root.members()) {
    if (key == "packages") continue;
    const bool is_locked = std::ranges::find(kInLockfile, key) != kInLockfile.end();
    (is_locked ? workspace.locked_settings : workspace.settings)
        .emplace_back(key, documents::CanonicalText(value));
  }
  return workspace;
}

// The value of a line of an .npmrc; nullopt where it has none.
std::optional<std::string> FromNpmrc(const std::vector<Setting>& settings, std::string_view key) {
  for (const Setting& setting : settings) {
    if (setting.key == key && setting.file.ends_with(".npmrc")) return setting.value.substr(1);
  }
  return std::nullopt;
}

bool IsRootOfPnpm(TreeFiles& files, const RepoPath& directory) {
  return NodeManagerOf(files, directory) == NodeManager::kPnpm;
}

class PnpmReader {
 public:
  PnpmReader(TreeFiles& files, const RepoPath& root) : files_(files), workspace_root_(root) {
    side_.root = root;
  }

  Side Read(LockfileUse use) {
    ReadWorkspace();
    FindMembers();
    const NodeMember* own = members_.Find(side_.root);
    AddReplacements();
    AddNpmrc(files_, side_.root, side_.settings);
    if (!IsWorkspaceRoot()) AddNpmrc(files_, workspace_root_, side_.settings);
    FindLockfiles();
    const bool has_hooks =
        !FindHooks().empty() || !members_.replacements.empty() || AreLinksUnclear(own);
    if (side_.lockfile && (use == LockfileUse::kRead || has_hooks)) ReadLockfile();
    AddSettings(own);
    Join(own);
    if (auto warning = OtherManagers(files_, side_.root, NodeManager::kPnpm)) {
      side_.warnings.push_back(*std::move(warning));
    }
    if (!side_.lockfile) {
      // What they add to manifests stands in the lockfile, where there is one.
      for (const RepoPath& hooks : FindHooks()) {
        side_.warnings.push_back(warnings::DynamicDependencies{hooks.bytes(), "hooks of pnpm"});
      }
    }
    Watch(own);
    SortLists(side_);
    return std::move(side_);
  }

 private:
  // With a lockfile for each project, the list of members and settings stand further up.
  void ReadWorkspace() {
    for (RepoPath directory = side_.root;; directory = directory.Parent()) {
      const RepoPath path = directory.Child(kWorkspace);
      if (const auto read = files_.Parsed(path, ParseWorkspace)) {
        if (const auto* problem = std::get_if<ReadProblem>(&*read)) {
          side_.problems.push_back(*problem);
          return;
        }
        const PnpmWorkspace& found = *std::get<const PnpmWorkspace*>(*read);
        is_shared_ = found.is_shared && IsSharedByNpmrc(directory);
        if (directory != side_.root && is_shared_) return;  // of another root
        workspace_ = found;
        has_workspace_ = true;
        workspace_root_ = directory;
        side_.member_list = path;
        return;
      }
      if (directory.IsRoot()) return;
    }
  }

  bool IsSharedByNpmrc(const RepoPath& directory) {
    std::vector<Setting> settings;
    AddNpmrc(files_, directory, settings);
    return FromNpmrc(settings, "shared-workspace-lockfile") != "false";
  }

  bool IsWorkspaceRoot() const { return workspace_root_ == side_.root; }

  // Where each project has its own lockfile the others are only what its ranges may mean.
  void FindMembers() {
    std::vector<std::string> patterns;
    if (has_workspace_) {
      patterns = workspace_.packages;
      if (!workspace_.has_packages) patterns = {".", "**"};
    }
    members_ = FindNodeMembers(files_, workspace_root_, patterns, NegationOrder::kExcludesAll,
                               {"package.json", "package.json5", "package.yaml"});
    for (ReadProblem& problem : members_.problems) {
      if (problem.cause == ReadCause::kUnknownReference)
        problem.file = workspace_root_.Child(kWorkspace).bytes();
      side_.problems.push_back(std::move(problem));
    }
    if (!has_workspace_ || is_shared_) return;
    for (NodeMember& member : members_.members) {
      const bool is_own = member.directory == side_.root;
      member.is_of_other =
          !is_own && (!IsWorkspaceRoot() || files_.HasFile(member.directory.Child(kLockfile)));
    }
    if (members_.Find(side_.root) != nullptr) return;
    auto own = ReadNodeMember(files_, side_.root, members_.names);
    if (!own) return;
    if (auto* problem = std::get_if<ReadProblem>(&*own)) {
      side_.problems.push_back(std::move(*problem));
      return;
    }
    members_.members.push_back(std::get<NodeMember>(*std::move(own)));
    members_.Index();
  }

  // Those of the workspace's root hold for projects with a lockfile of their own as well.
  void AddReplacements() {
    if (has_workspace_) members_.AddReplacements(*side_.member_list, workspace_.replacements);
    for (const RepoPath& directory : std::set<RepoPath>{workspace_root_, side_.root}) {
      const NodeMember* root = members_.Find(directory);
      if (root != nullptr) members_.AddReplacements(root->file, root->manifest->replacements);
    }
  }

  std::vector<RepoPath> FindHooks() {
    std::set<RepoPath> hooks{side_.root.Child(kHooks), workspace_root_.Child(kHooks)};
    std::erase_if(hooks, [this](const RepoPath& file) { return !files_.HasFile(file); });
    return {hooks.begin(), hooks.end()};
  }

  void AddSettings(const NodeMember* own) {
    const bool has_lockfile = side_.lockfile.has_value();
    AddNodeSettings(own, has_lockfile, side_.settings);
    if (!IsWorkspaceRoot()) {
      AddNodeSettings(members_.Find(workspace_root_), has_lockfile, side_.settings);
    }
    if (!has_workspace_) return;
    const auto add = [this](const std::vector<std::pair<std::string, std::string>>& settings) {
      for (const auto& [key, value] : settings) {
        side_.settings.push_back({side_.member_list->bytes(), key, value});
      }
    };
    add(workspace_.settings);
    if (!has_lockfile) add(workspace_.locked_settings);
  }

  void FindLockfiles() {
    FindLockfile(files_, {kLockfile}, side_);
    for (const NamedEntry& entry : files_.List(side_.root)) {
      if (entry.name.starts_with("pnpm-lock.") && entry.name.ends_with(".yaml") &&
          entry.name != kLockfile) {
        side_.warnings.push_back(warnings::BranchLockfile{side_.root.Child(entry.name).bytes()});
      }
    }
  }

  void ReadLockfile() {
    lock_ = ReadLock(files_, ParsePnpmLock, side_);
    if (lock_ == nullptr) return;
    for (const auto& [key, value] : lock_->environment) {
      side_.settings.push_back({side_.lockfile->bytes(), key, value});
    }
    if (lock_->is_missing) {
      lock_ = nullptr;
      side_.lockfile.reset();
      side_.lockfile_blob.reset();
      return;
    }
    PlaceRecords(
        *lock_, [this](const std::string& key) { return PatchFile(key); }, side_);
  }

  // Where the patch lies, from the lockfile: pnpm 11 says it in pnpm-workspace.yaml alone.
  std::optional<std::string> PatchFile(const std::string& key) const {
    if (const auto found = workspace_.patches.find(key); found != workspace_.patches.end()) {
      return FromWorkspace(found->second);
    }
    if (const auto known = lock_->patches.find(key); known != lock_->patches.end()) {
      return known->second;
    }
    if (const NodeMember* top = members_.Find(workspace_root_)) {
      for (const auto& [name, path] : top->manifest->patched) {
        if (name == key) return FromWorkspace(path);
      }
    }
    return std::nullopt;
  }

  // A file that is named relative to the workspace's root, from the lockfile.
  std::optional<std::string> FromWorkspace(const std::string& file) const {
    const std::optional<RepoPath> path = Resolve(workspace_root_, file);
    if (!path) return std::nullopt;
    return ImporterPath(side_.root, *path);
  }

  void Join(const NodeMember* own) {
    NodeLinkRules rules;
    rules.plain_ranges = LinksPlainRanges(own);
    LockedDependencies locked;
    if (lock_ != nullptr) {
      // What is no member is no importer, though a lockfile may still have it.
      locked = [by_lock = LockedBy(*lock_, side_)](const NodeMember& member) {
        return member.is_by_path ? std::nullopt : by_lock(member);
      };
    }
    JoinMembers(files_, members_, rules, locked, side_);
  }

  // Whether "^1.0.0" may mean a member; nullopt where no file but the lockfile tells.
  std::optional<bool> KnownLinks(const NodeMember* own) const {
    if (workspace_.links) return workspace_.links;
    if (const auto setting = FromNpmrc(side_.settings, "link-workspace-packages")) {
      return *setting != "false";
    }
    if (own != nullptr && own->manifest->package_manager.starts_with("pnpm@")) {
      const std::string_view version = std::string_view(own->manifest->package_manager).substr(5);
      const std::string_view major = version.substr(0, version.find('.'));
      return major.size() == 1 && major < "9";
    }
    return std::nullopt;
  }

  // Where nobody can tell: yes, which is the wide side.
  bool LinksPlainRanges(const NodeMember* own) const {
    return KnownLinks(own).value_or(lock_ == nullptr || lock_->links_by_default);
  }

  void Watch(const NodeMember* own) {
    const NodeMember* top = members_.Find(workspace_root_);
    if (own != nullptr) side_.watched.push_back(own->file);
    if (top != nullptr) side_.watched.push_back(top->file);
    if (has_workspace_) side_.watched.push_back(*side_.member_list);
    const auto watch = [this](const std::string& file) {
      if (const auto path = Resolve(workspace_root_, file)) side_.watched.push_back(*path);
    };
    for (const auto& [key, file] : workspace_.patches) watch(file);
    if (top == nullptr) return;
    for (const std::string& file : top->manifest->patches) watch(file);
  }

  // A range may mean a member or a package of the registry, and only the lockfile knows which.
  bool AreLinksUnclear(const NodeMember* own) const {
    if (KnownLinks(own)) return false;
    return std::ranges::any_of(members_.members, [this](const NodeMember& member) {
      return std::ranges::any_of(member.manifest->dependencies, [&](const NodeDependency& each) {
        return each.kind != EdgeKind::kPeer && each.range.find(':') == std::string::npos &&
               !members_.Named(each.name).empty();
      });
    });
  }

  TreeFiles& files_;
  Side side_;
  PnpmWorkspace workspace_;
  RepoPath workspace_root_;
  bool has_workspace_ = false;
  bool is_shared_ = true;
  NodeMembers members_;
  const PnpmLock* lock_ = nullptr;
};

Side ReadPnpm(TreeFiles& files, const RepoPath& directory, LockfileUse lockfile) {
  return PnpmReader(files, directory).Read(lockfile);
}

constexpr std::array<std::string_view, 7> kPnpmFiles{
    "package.json",   "package.json5", "package.yaml", "pnpm-workspace.yaml",
    "pnpm-lock.yaml", ".npmrc",        ".pnpmfile.cjs"};

}  // namespace

const Ecosystem kPnpmEcosystem{"pnpm", "javascript", IsRootOfPnpm, ReadPnpm, kPnpmFiles};

}  // namespace deltaplan::planner::workspace
