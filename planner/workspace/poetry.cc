// One lockfile for each project. It does not follow the manifests of projects at paths
// (poetry#8633), so these are read, each in turn, and held against the lockfile's names.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "graph/drop_doubles.h"
#include "planner/workspace/ecosystems.h"
#include "planner/workspace/poetry_lock.h"
#include "planner/workspace/uv_members.h"

namespace deltaplan::planner::workspace {
namespace {

using graph::RepoPath;

class PoetryReader {
 public:
  PoetryReader(TreeFiles& files, const RepoPath& root) : files_(files), root_(root) {}

  Side Read(LockfileUse use) {
    side_.root = root_;
    FindProjects();
    for (const auto& [directory, project] : projects_) AddMember(directory, *project);
    for (const std::string_view name : {"poetry.toml", ".python-version"}) {
      const RepoPath file = root_.Child(name);
      const graph::EntryState state = files_.At(file);
      if (TreeFiles::IsFile(state)) {
        side_.settings.push_back({file.bytes(), "", state.id.ToHex()});
      }
    }
    const RepoPath file = root_.Child("poetry.lock");
    const graph::EntryState state = files_.At(file);
    if (TreeFiles::IsFile(state)) {
      side_.lockfile = file;
      side_.lockfile_blob = state.id;
      if (use == LockfileUse::kRead) ReadLock(file);
    } else {
      for (Member& member : side_.members) Declare(member, nullptr);
    }
    SortLists(side_);
    return std::move(side_);
  }

 private:
  static RepoPath PyprojectOf(const RepoPath& directory) {
    return directory.Child("pyproject.toml");
  }

  const PythonProject* Load(const RepoPath& directory, bool is_needed) {
    const auto parsed = files_.Parsed<PythonProject>(PyprojectOf(directory), ParsePythonProject);
    if (!parsed) {
      if (is_needed)
        side_.problems.push_back({PyprojectOf(directory).bytes(), ReadCause::kMissing});
      return nullptr;
    }
    if (const auto* problem = std::get_if<ReadProblem>(&*parsed)) {
      side_.problems.push_back(*problem);
      return nullptr;
    }
    return std::get<0>(*parsed);
  }

  void FindProjects() {
    const PythonProject* project = Load(root_, true);
    if (project == nullptr) return;
    projects_.emplace(root_, project);
    std::vector<RepoPath> open{root_};
    while (!open.empty()) {
      const RepoPath directory = std::move(open.back());
      open.pop_back();
      for (const PythonDependency& dependency : projects_.at(directory)->dependencies) {
        const std::optional<RepoPath> place = PlaceOf(dependency, directory);
        if (!place || files_.HasFile(*place) || projects_.contains(*place)) continue;
        if (const PythonProject* other = Load(*place, false)) {
          projects_.emplace(*place, other);
          open.push_back(*place);
        }
      }
    }
  }

  static std::optional<RepoPath> PlaceOf(const PythonDependency& dependency,
                                         const RepoPath& directory) {
    if (dependency.path.empty()) return std::nullopt;
    return Resolve(directory, dependency.path);
  }

  void AddMember(const RepoPath& directory, const PythonProject& project) {
    Member member;
    member.directory = directory;
    member.manifest = PyprojectOf(directory);
    member.name = project.name;
    member.version = project.version;
    for (const PythonDependency& dependency : project.dependencies) {
      if (dependency.path.empty()) continue;
      const std::optional<RepoPath> place = PlaceOf(dependency, directory);
      if (!place) {
        side_.warnings.emplace_back(
            warnings::DependencyOutside{member.manifest.bytes(), dependency.name, dependency.path});
      } else if (files_.HasFile(*place)) {
        member.files.push_back(*place);
      } else if (*place != directory) {
        member.local.push_back({dependency.name, dependency.kind, *place});
      }
    }
    if (!project.dynamic.empty()) {
      side_.warnings.emplace_back(
          warnings::DynamicDependencies{member.manifest.bytes(), project.dynamic});
    }
    side_.members.push_back(std::move(member));
  }

  void ReadLock(const RepoPath& file) {
    const auto parsed = files_.Parsed<PoetryLock>(file, ParsePoetryLock);
    if (const auto* problem = std::get_if<ReadProblem>(&*parsed)) {
      side_.problems.push_back(*problem);
      side_.problems.back().is_lockfile = true;
      return;
    }
    const PoetryLock& lock = *std::get<0>(*parsed);
    side_.records = &lock.graph;
    side_.settings.push_back({file.bytes(), "lock-version", lock.version});
    for (const PoetryLocalPackage& package : lock.local) {
      places_.push_back(Resolve(root_, package.path));
      if (!places_.back()) {
        side_.warnings.emplace_back(
            warnings::DependencyOutside{file.bytes(), package.name, package.path});
      }
    }
    for (Member& member : side_.members) Connect(member, lock);
    AddLocalContent(lock);
  }

  void Connect(Member& member, const PoetryLock& lock) {
    for (const PythonDependency& dependency : projects_.at(member.directory)->dependencies) {
      if (dependency.kind == EdgeKind::kBuild) continue;
      AddNamed(dependency.name, dependency.name, dependency.kind, lock, member);
      for (const std::string& extra : dependency.extras) {
        AddNamed(dependency.name, dependency.name + '[' + extra + ']', dependency.kind, lock,
                 member);
      }
    }
    for (std::size_t i = 0; i < lock.local.size(); ++i) {
      if (places_[i] != member.directory) continue;
      for (const RecordEdge& edge : lock.local[i].records) member.records.push_back(edge);
      for (const std::size_t local : lock.local[i].local) {
        if (places_[local])
          AddLockedEdge(lock.local[local].name, EdgeKind::kNormal, *places_[local], member);
      }
    }
    if (Declare(member, &lock)) {
      const std::string& first = member.declared.front();
      side_.warnings.emplace_back(warnings::LockfileStale{
          side_.lockfile->bytes(), member.manifest.bytes(), first.substr(0, first.find(' '))});
    }
  }

  void AddNamed(const std::string& name, const std::string& wanted, EdgeKind kind,
                const PoetryLock& lock, Member& member) {
    const auto found = lock.by_name.find(wanted);
    if (found == lock.by_name.end()) return;
    for (const RecordId id : found->second.records) member.records.push_back({name, kind, id});
    for (const std::size_t local : found->second.local) {
      if (places_[local]) AddLockedEdge(name, kind, *places_[local], member);
    }
  }

  // What is no path and not in the lockfile; without one that is all of it. What a condition may
  // leave out, and what is built in a place of its own, is in no lockfile.
  bool Declare(Member& member, const PoetryLock* lock) {
    for (const PythonDependency& dependency : projects_.at(member.directory)->dependencies) {
      if (!dependency.path.empty() || dependency.kind == EdgeKind::kBuild) continue;
      if (lock != nullptr &&
          (lock->by_name.contains(dependency.name) || dependency.kind != EdgeKind::kNormal ||
           dependency.text.find_first_of(";{") != std::string::npos)) {
        continue;
      }
      member.declared.push_back(dependency.name + ' ' + dependency.section + ' ' + dependency.text);
    }
    graph::SortWithoutDoubles(member.declared);
    return !member.declared.empty();
  }

  void AddLocalContent(const PoetryLock& lock) {
    LocalContents contents;
    contents.AddUses(lock.local_uses, places_);
    for (const auto& [record, path] : lock.files) {
      if (const std::optional<RepoPath> file = Resolve(root_, path)) {
        contents.Of(record).files.push_back(*file);
      } else {
        side_.warnings.emplace_back(warnings::DependencyOutside{
            side_.lockfile->bytes(), std::string(lock.graph[record].name), path});
      }
    }
    contents.MoveTo(side_);
  }

  TreeFiles& files_;
  const RepoPath& root_;
  Side side_;
  std::map<RepoPath, const PythonProject*> projects_;
  std::vector<std::optional<RepoPath>> places_;  // of PoetryLock::local
};

bool IsPoetryRoot(TreeFiles& files, const RepoPath& directory) {
  if (!files.HasFile(directory.Child("pyproject.toml"))) return false;
  if (files.HasFile(directory.Child("poetry.lock"))) return true;
  const PythonProject* project = PythonProjectIn(files, directory);
  // The table alone may be that of a member of a uv workspace, which poetry's backend builds.
  return project != nullptr && project->has_poetry && !project->has_uv &&
         UvRootOf(files, directory) == directory;
}

Side ReadPoetry(TreeFiles& files, const RepoPath& directory, LockfileUse lockfile) {
  return PoetryReader(files, directory).Read(lockfile);
}

constexpr std::array<std::string_view, 4> kPoetryFiles{"pyproject.toml", "poetry.lock",
                                                       "poetry.toml", ".python-version"};

}  // namespace

const Ecosystem kPoetryEcosystem{"poetry",    "python",     &IsPoetryRoot,
                                 &ReadPoetry, kPoetryFiles, false};

}  // namespace deltaplan::planner::workspace
