// A crate's edges to local code come from manifests, its edges to packages from Cargo.lock, which
// merges all kinds, targets and features: the manifest tells development dependencies apart.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "planner/workspace/cargo_crates.h"
#include "planner/workspace/cargo_lock.h"
#include "planner/workspace/ecosystems.h"
#include "planner/workspace/reached_directories.h"

namespace deltaplan::planner::workspace {
namespace {

using graph::RepoPath;

constexpr std::array<EdgeKind, 3> kStrongestFirst{EdgeKind::kNormal, EdgeKind::kBuild,
                                                  EdgeKind::kDevelopment};

class CargoReader {
 public:
  CargoReader(TreeFiles& files, const RepoPath& root) : files_(files), root_(root) {}

  Side Read(LockfileUse use) {
    side_.root = root_;
    crates_ = FindCargoCrates(files_, root_);
    side_.problems = crates_.problems;
    side_.warnings = crates_.warnings;
    if (crates_.root == nullptr) return Finish();
    for (const auto& [directory, crate] : crates_.crates) AddMember(directory, crate);
    AddSettings();
    const RepoPath file = root_.Child("Cargo.lock");
    const graph::EntryState state = files_.At(file);
    if (TreeFiles::IsFile(state)) {
      side_.lockfile = file;
      side_.lockfile_blob = state.id;
    }
    if (!side_.lockfile) {
      Declare();
      for (const RepoPath& vendored : crates_.vendored) AddTree(vendored);
      return Finish();
    }
    side_.watched = crates_.vendored;
    // With a patch, packages of others may lead back to what lies here.
    if (use == LockfileUse::kRead || !crates_.patches.empty()) ReadLock(file);
    return Finish();
  }

 private:
  Side Finish() {
    SortLists(side_);
    return std::move(side_);
  }

  void AddMember(const RepoPath& directory, const CargoCrate& crate) {
    Member member;
    member.directory = directory;
    member.manifest = directory.Child("Cargo.toml");
    member.name = crate.manifest->name;
    member.version = crate.version;
    for (const CargoDependency& dependency : crate.manifest->dependencies) {
      if (const std::optional<CargoPlace> place = PathOf(dependency, crate, directory)) {
        if (place->directory) {
          member.local.push_back({dependency.key, dependency.kind, *place->directory});
        }
        continue;
      }
      for (const CargoPatch& patch : crates_.patches) {
        if (patch.package != PackageOf(dependency, crate)) continue;
        member.local.push_back({dependency.key, dependency.kind, patch.directory});
      }
    }
    for (const std::string& source : crate.manifest->sources) AddSource(source, member);
    AddInherited(crate, member);
    side_.members.push_back(std::move(member));
  }

  // A source outside of the crate: what it includes lies beside it. Where that is the place of
  // other crates only the sources there are meant.
  void AddSource(const std::string& written, Member& member) {
    const std::optional<RepoPath> file = Resolve(member.directory, written);
    if (!file || file->IsRoot() || member.directory.Contains(*file)) return;
    const RepoPath directory = file->Parent();
    const bool holds_crates =
        std::any_of(crates_.crates.begin(), crates_.crates.end(), [&](const auto& crate) {
          return directory.Contains(crate.first) && directory != crate.first;
        });
    if (!holds_crates && !directory.IsRoot()) {
      member.local.push_back({written, EdgeKind::kNormal, directory});
      return;
    }
    member.files.push_back(*file);
    for (const NamedEntry& entry : files_.List(directory)) {
      if (!entry.state.IsTree() && entry.name.ends_with(".rs")) {
        member.files.push_back(directory.Child(entry.name));
      }
    }
  }

  // What it takes from the manifest of its workspace: nobody else is concerned when that changes.
  static void AddInherited(const CargoCrate& crate, Member& member) {
    if (crate.workspace == nullptr) return;
    const std::string file = crate.workspace_directory.Child("Cargo.toml").bytes();
    const CargoManifest& workspace = *crate.workspace;
    for (const auto& [key, value] : workspace.shared_package) {
      if (std::binary_search(crate.manifest->inherited.begin(), crate.manifest->inherited.end(),
                             key)) {
        member.inherited.push_back({file, "workspace.package." + key, value});
      }
    }
    if (crate.manifest->inherits_lints) {
      member.inherited.push_back({file, "workspace.lints", workspace.shared_lints});
    }
    for (const CargoDependency& dependency : crate.manifest->dependencies) {
      if (const CargoDependency* shared = SharedOf(dependency, crate)) {
        member.inherited.push_back({file, "workspace.dependencies." + shared->key, shared->text});
      }
    }
  }

  void AddSettings() {
    const std::string manifest = root_.Child("Cargo.toml").bytes();
    for (const auto& [key, value] : crates_.root->settings) {
      side_.settings.push_back({manifest, key, value});
    }
    static constexpr std::array<std::string_view, 4> kFiles{
        ".cargo/config", ".cargo/config.toml", "rust-toolchain", "rust-toolchain.toml"};
    for (RepoPath directory = root_;; directory = directory.Parent()) {
      for (const std::string_view name : kFiles) {
        const std::optional<RepoPath> file = Resolve(directory, name);
        const graph::EntryState state = files_.At(*file);
        if (TreeFiles::IsFile(state)) {
          side_.settings.push_back({file->bytes(), "", state.id.ToHex()});
        }
      }
      if (directory.IsRoot()) return;
    }
  }

  void AddTree(const RepoPath& directory) {
    const graph::EntryState state = files_.At(directory);
    if (state.Exists()) side_.settings.push_back({directory.bytes(), "", state.id.ToHex()});
  }

  // Without a lockfile each dependency is what its manifest says.
  void Declare() {
    for (Member& member : side_.members) {
      const CargoCrate& crate = crates_.crates.at(member.directory);
      for (const CargoDependency& dependency : crate.manifest->dependencies) {
        if (!PathOf(dependency, crate, member.directory)) DeclareOne(dependency, crate, member);
      }
    }
  }

  static void DeclareOne(const CargoDependency& dependency, const CargoCrate& crate,
                         Member& member) {
    const CargoDependency* shared = SharedOf(dependency, crate);
    member.declared.push_back(dependency.key + ' ' + dependency.text +
                              (shared == nullptr ? "" : ' ' + shared->text));
  }

  void ReadLock(const RepoPath& file) {
    const auto parsed = files_.Parsed<CargoLock>(file, ParseCargoLock);
    if (const auto* problem = std::get_if<ReadProblem>(&*parsed)) {
      side_.problems.push_back(*problem);
      side_.problems.back().is_lockfile = true;
      return;
    }
    const CargoLock& lock = *std::get<0>(*parsed);
    side_.records = &lock.graph;
    side_.settings.push_back({file.bytes(), "version", lock.version});
    BindPlaces(lock);
    for (Member& member : side_.members) Connect(member, lock);
    for (std::size_t i = 0; i < lock.graph.records.size(); ++i) AddVendored(lock, i);
    for (const auto& [record, local] : lock.local_uses) {
      for (const RepoPath& place : places_[local])
        contents_.Of(record).directories.push_back(place);
    }
    contents_.MoveTo(side_);
    AddReachedDirectories(side_);
  }

  // The lockfile names crates at paths by name and version. A version that was bumped since is no
  // other crate.
  void BindPlaces(const CargoLock& lock) {
    places_.resize(lock.local.size());
    for (std::size_t i = 0; i < lock.local.size(); ++i) {
      for (const bool exact : {true, false}) {
        if (!places_[i].empty()) break;
        for (const Member& member : side_.members) {
          if (member.name == lock.local[i].name &&
              (!exact || member.version == lock.local[i].version)) {
            places_[i].push_back(member.directory);
          }
        }
      }
    }
  }

  void Connect(Member& member, const CargoLock& lock) {
    const CargoCrate& crate = crates_.crates.at(member.directory);
    // By name in the lockfile: the strongest.
    std::map<std::string, EdgeKind, std::less<>> kinds;
    for (auto kind = kStrongestFirst.rbegin(); kind != kStrongestFirst.rend(); ++kind) {
      for (const CargoDependency& dependency : crate.manifest->dependencies) {
        if (dependency.kind == *kind) kinds[PackageOf(dependency, crate)] = *kind;
      }
    }
    std::set<std::string_view> held;
    bool is_there = false;
    for (std::size_t i = 0; i < lock.local.size(); ++i) {
      if (std::find(places_[i].begin(), places_[i].end(), member.directory) == places_[i].end()) {
        continue;
      }
      is_there = true;
      for (RecordEdge edge : lock.local[i].records) {
        held.insert(edge.name);
        if (const auto kind = kinds.find(edge.name); kind != kinds.end()) edge.kind = kind->second;
        member.records.push_back(edge);
      }
      for (const std::size_t other : lock.local[i].local) {
        held.insert(lock.local[other].name);
        AddLocal(lock.local[other].name, other, kinds, member);
      }
    }
    if (!is_there) {
      if (!crate.is_used) return;
      side_.problems.push_back({side_.lockfile->bytes(), ReadCause::kUnknownReference,
                                "it does not hold the crate '" + member.name + "'", true});
      return;
    }
    bool is_stale = false;
    for (const CargoDependency& dependency : crate.manifest->dependencies) {
      if (held.contains(PackageOf(dependency, crate))) continue;
      DeclareOne(dependency, crate, member);
      if (std::exchange(is_stale, true)) continue;
      side_.warnings.emplace_back(warnings::LockfileStale{side_.lockfile->bytes(),
                                                          member.manifest.bytes(), dependency.key});
    }
  }

  void AddLocal(const std::string& name, std::size_t other,
                const std::map<std::string, EdgeKind, std::less<>>& kinds, Member& member) {
    const auto kind = kinds.find(name);
    for (const RepoPath& place : places_[other]) {
      bool is_known = false;
      for (LocalEdge& edge : member.local) {
        if (edge.directory != place) continue;
        edge.source = EdgeSource::kBoth;
        is_known = true;
      }
      if (!is_known) {
        member.local.push_back({name, kind == kinds.end() ? EdgeKind::kNormal : kind->second, place,
                                EdgeSource::kLockfile});
      }
    }
  }

  // `cargo vendor` writes NAME, and NAME-VERSION where there are several: a tree that differs is
  // another record.
  void AddVendored(const CargoLock& lock, std::size_t index) {
    const Record& record = lock.graph.records[index];
    for (const RepoPath& vendored : crates_.vendored) {
      const std::string own(record.name);
      for (const std::string& name : {own, own + '-' + std::string(record.version)}) {
        const RepoPath directory = vendored.Child(name);
        if (!files_.HasDirectory(directory)) continue;
        contents_.Of(RecordId{static_cast<std::uint32_t>(index)}).files.push_back(directory);
      }
    }
  }

  TreeFiles& files_;
  const RepoPath& root_;
  Side side_;
  CargoCrates crates_;
  std::vector<std::vector<RepoPath>> places_;  // of CargoLock::local
  LocalContents contents_;
};

Side ReadCargo(TreeFiles& files, const RepoPath& directory, LockfileUse lockfile) {
  return CargoReader(files, directory).Read(lockfile);
}

constexpr std::array<std::string_view, 6> kCargoFiles{"Cargo.toml",          "Cargo.lock",
                                                      ".cargo/config.toml",  ".cargo/config",
                                                      "rust-toolchain.toml", "rust-toolchain"};

}  // namespace

const Ecosystem kCargoEcosystem{"cargo", "rust", &IsCargoRoot, &ReadCargo, kCargoFiles, false};

}  // namespace deltaplan::planner::workspace
