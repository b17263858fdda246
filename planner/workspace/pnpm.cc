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
  bool has_overrides = false;
  std::vector<std::pair<std::string, std::string>> settings;
};

// What the lockfile records of it.
constexpr std::array<std::string_view, 7> kInLockfile{"packages",
                                                      "catalog",
                                                      "catalogs",
                                                      "overrides",
                                                      "patchedDependencies",
                                                      "packageExtensions",
                                                      "ignoredOptionalDependencies"};

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
  workspace.has_overrides = root["overrides"].size() > 0 || root["packageExtensions"].size() > 0;
  for (const auto& [key, value] : root.members()) {
    if (std::ranges::find(kInLockfile, key) != kInLockfile.end()) continue;
    workspace.settings.emplace_back(key, documents::CanonicalText(value));
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
  PnpmReader(TreeFiles& files, const RepoPath& root) : files_(files) { side_.root = root; }

  Side Read(LockfileUse use) {
    const std::vector<std::string_view> names{"package.json", "package.json5", "package.yaml"};
    ReadWorkspace();
    FindMembers(names);
    const NodeMember* own = members_.Find(side_.root);
    AddNodeSettings(files_, side_.root, own, side_.settings);
    FindLockfiles();
    const bool has_hooks = files_.HasFile(side_.root.Child(kHooks)) || workspace_.has_overrides ||
                           (own != nullptr && own->manifest->has_overrides) || AreLinksUnclear(own);
    if (side_.lockfile && (use == LockfileUse::kRead || has_hooks)) ReadLockfile();
    Join(own);
    if (auto warning = OtherManagers(files_, side_.root, NodeManager::kPnpm)) {
      side_.warnings.push_back(*std::move(warning));
    }
    if (!side_.lockfile && files_.HasFile(side_.root.Child(kHooks))) {
      // What they add to manifests stands in the lockfile, where there is one.
      side_.warnings.push_back(
          warnings::DynamicDependencies{side_.root.Child(kHooks).bytes(), "hooks of pnpm"});
    }
    Watch(own);
    SortLists(side_);
    return std::move(side_);
  }

 private:
  void ReadWorkspace() {
    // With a lockfile for each project, its settings stand further up.
    RepoPath directory = side_.root;
    while (true) {
      const RepoPath path = directory.Child(kWorkspace);
      if (const auto read = files_.Parsed(path, ParseWorkspace)) {
        if (const auto* problem = std::get_if<ReadProblem>(&*read)) {
          side_.problems.push_back(*problem);
          return;
        }
        const PnpmWorkspace& found = *std::get<const PnpmWorkspace*>(*read);
        is_own_ = directory == side_.root;
        if (!is_own_ && found.is_shared) return;  // of another root
        workspace_ = found;
        has_workspace_ = true;
        side_.member_list = path;
        for (const auto& [key, value] : workspace_.settings) {
          side_.settings.push_back({path.bytes(), key, value});
        }
        return;
      }
      if (directory.IsRoot()) return;
      directory = directory.Parent();
    }
  }

  void FindMembers(const std::vector<std::string_view>& names) {
    std::vector<std::string> patterns;
    if (has_workspace_ && is_own_) {
      patterns = workspace_.packages;
      if (!workspace_.has_packages) patterns = {".", "**"};
    }
    members_ = FindNodeMembers(files_, side_.root, patterns, NegationOrder::kExcludesAll, names);
    for (ReadProblem& problem : members_.problems) {
      if (problem.cause == ReadCause::kUnknownReference)
        problem.file = side_.root.Child(kWorkspace).bytes();
      side_.problems.push_back(std::move(problem));
    }
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

  // Where the patch lies: pnpm 11 says it in pnpm-workspace.yaml alone.
  std::optional<std::string> PatchFile(const std::string& key) const {
    if (const auto found = workspace_.patches.find(key); found != workspace_.patches.end()) {
      return found->second;
    }
    if (const auto known = lock_->patches.find(key); known != lock_->patches.end()) {
      return known->second;
    }
    if (const NodeMember* own = members_.Find(side_.root)) {
      for (const auto& [name, path] : own->manifest->patched) {
        if (name == key) return path;
      }
    }
    return std::nullopt;
  }

  void Join(const NodeMember* own) {
    NodeLinkRules rules;
    rules.plain_ranges = LinksPlainRanges(own);
    LockedDependencies locked;
    if (lock_ != nullptr) locked = LockedBy(*lock_, side_);
    std::erase_if(members_.members, [this](const NodeMember& member) {
      return has_workspace_ && !workspace_.is_shared && member.directory != side_.root &&
             files_.HasFile(member.directory.Child(kLockfile));
    });
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
    if (own != nullptr) side_.watched.push_back(own->file);
    const auto watch = [this](const std::string& file) {
      if (const auto path = Resolve(side_.root, file)) side_.watched.push_back(*path);
    };
    for (const auto& [key, file] : workspace_.patches) watch(file);
    if (own != nullptr) {
      for (const std::string& file : own->manifest->patches) watch(file);
    }
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
  bool has_workspace_ = false;
  bool is_own_ = true;
  NodeMembers members_;
  const PnpmLock* lock_ = nullptr;
};

Side ReadPnpm(TreeFiles& files, const RepoPath& directory, LockfileUse lockfile) {
  return PnpmReader(files, directory).Read(lockfile);
}

}  // namespace

const Ecosystem kPnpmEcosystem{"pnpm", "javascript", IsRootOfPnpm, ReadPnpm};

}  // namespace deltaplan::planner::workspace
