// A project's edges to local code come from its manifest and [tool.uv.sources], its own or those of
// the root; uv.lock says which packages the rest leads to. An extra counts for who asks for it, and
// for the project that a service is; a group only for the latter.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "graph/drop_doubles.h"
#include "planner/workspace/ecosystems.h"
#include "planner/workspace/reached_directories.h"
#include "planner/workspace/uv_lock.h"
#include "planner/workspace/uv_members.h"

namespace deltaplan::planner::workspace {
namespace {

using graph::RepoPath;

class UvReader {
 public:
  UvReader(TreeFiles& files, const RepoPath& root) : files_(files), root_(root) {}

  // A package of an index may depend on a member, which only the lockfile shows: it is read
  // whenever it is there.
  Side Read() {
    side_.root = root_;
    FindProjects();
    for (const auto& [directory, project] : projects_) AddMember(directory, *project);
    const RepoPath file = root_.Child("uv.lock");
    const graph::EntryState state = files_.At(file);
    AddSettings(TreeFiles::IsFile(state));
    if (TreeFiles::IsFile(state)) {
      side_.lockfile = file;
      side_.lockfile_blob = state.id;
      ReadLock(file);
    } else {
      for (Member& member : side_.members) Declare(member, nullptr);
    }
    return Finish();
  }

 private:
  Side Finish() {
    SortLists(side_);
    return std::move(side_);
  }

  static RepoPath ManifestIn(const RepoPath& directory) {
    return directory.Child("pyproject.toml");
  }

  // The members, then all that paths lead to.
  void FindProjects() {
    UvMembers members = FindUvMembers(files_, root_);
    side_.problems = std::move(members.problems);
    workspace_ = PythonProjectIn(files_, root_);
    projects_ = std::move(members.projects);
    for (const auto& [directory, project] : projects_) {
      listed_.insert(directory);
      by_name_.emplace(project->name, directory);
    }
    std::vector<RepoPath> open(listed_.begin(), listed_.end());
    while (!open.empty()) {
      const RepoPath directory = std::move(open.back());
      open.pop_back();
      for (const PythonDependency& dependency : projects_.at(directory)->dependencies) {
        for (const SourcePlace& place : SourcePlacesOf(dependency, directory)) {
          if (place.is_file || projects_.contains(place.path)) continue;
          if (const PythonProject* project = Load(place.path)) {
            projects_.emplace(place.path, project);
            open.push_back(place.path);
          }
        }
      }
    }
  }

  // A directory without pyproject.toml (setup.py alone) says nothing; one with a broken one is a
  // problem.
  const PythonProject* Load(const RepoPath& directory) {
    const auto parsed = files_.Parsed<PythonProject>(ManifestIn(directory), ParsePythonProject);
    if (!parsed) return nullptr;
    if (const auto* problem = std::get_if<ReadProblem>(&*parsed)) {
      side_.problems.push_back(*problem);
      return nullptr;
    }
    return std::get<0>(*parsed);
  }

  struct SourcePlace {
    RepoPath path;
    bool is_file = false;
  };

  // The root of a project's workspace, which has the sources that it does not name itself.
  RepoPath SourcesAbove(const RepoPath& directory) {
    return listed_.contains(directory) ? root_ : UvRootOf(files_, directory);
  }

  const std::vector<UvSource>* SourcesOf(const std::string& name, const RepoPath& directory,
                                         RepoPath& base) {
    const auto project = projects_.find(directory);
    const PythonProject* own =
        project != projects_.end() ? project->second : PythonProjectIn(files_, directory);
    base = directory;
    if (own != nullptr) {
      const auto found = own->sources.find(name);
      if (found != own->sources.end()) return &found->second;
    }
    base = SourcesAbove(directory);
    const PythonProject* above = PythonProjectIn(files_, base);
    if (above == nullptr) return nullptr;
    const auto found = above->sources.find(name);
    return found == above->sources.end() ? nullptr : &found->second;
  }

  // Where a dependency of the project in `directory` lies in the repository. Sources with markers
  // that never hold count as well.
  std::vector<SourcePlace> SourcePlacesOf(const PythonDependency& dependency,
                                          const RepoPath& directory) {
    std::vector<SourcePlace> places;
    if (!dependency.path.empty())
      AddPath(dependency, directory, directory, dependency.path, places);
    RepoPath base;
    const std::vector<UvSource>* sources = SourcesOf(dependency.name, directory, base);
    if (sources == nullptr) return places;
    for (const UvSource& source : *sources) {
      if (source.is_workspace) {
        AddWorkspaceMember(dependency, directory, SourcesAbove(directory), places);
      } else if (!source.workspace.empty()) {
        const std::optional<RepoPath> other = Resolve(base, source.workspace);
        if (!other) {
          Outside(directory, dependency.name, source.workspace);
        } else {
          AddWorkspaceMember(dependency, directory, *other, places);
        }
      } else if (!source.path.empty()) {
        AddPath(dependency, directory, base, source.path, places);
      }
    }
    return places;
  }

  void AddPath(const PythonDependency& dependency, const RepoPath& directory, const RepoPath& base,
               const std::string& path, std::vector<SourcePlace>& places) {
    const std::optional<RepoPath> place = Resolve(base, path);
    if (!place) {
      Outside(directory, dependency.name, path);
    } else {
      places.push_back({*place, files_.HasFile(*place)});
    }
  }

  void AddWorkspaceMember(const PythonDependency& dependency, const RepoPath& directory,
                          const RepoPath& root, std::vector<SourcePlace>& places) {
    if (root == root_) {
      const auto found = by_name_.find(dependency.name);
      if (found != by_name_.end()) {
        places.push_back({found->second});
        return;
      }
    } else {
      for (const auto& [place, project] : FindUvMembers(files_, root).projects) {
        if (project->name != dependency.name) continue;
        places.push_back({place});
        return;
      }
    }
    Warn(warnings::DependencyUnresolved{ManifestIn(directory).bytes(), dependency.name,
                                        dependency.text});
  }

  void Outside(const RepoPath& directory, const std::string& name, const std::string& path) {
    Warn(warnings::DependencyOutside{ManifestIn(directory).bytes(), name, path});
  }

  // Places are looked up several times, and said once.
  template <typename T>
  void Warn(T warning) {
    const bool is_known =
        std::any_of(side_.warnings.begin(), side_.warnings.end(), [&](const Warning& known) {
          const T* other = std::get_if<T>(&known);
          return other != nullptr && *other == warning;
        });
    if (!is_known) side_.warnings.emplace_back(std::move(warning));
  }

  void AddMember(const RepoPath& directory, const PythonProject& project) {
    Member member;
    member.directory = directory;
    member.manifest = ManifestIn(directory);
    member.name = project.name;
    member.version = project.version;
    for (const PythonDependency& dependency : project.dependencies) {
      std::set<std::pair<RepoPath, std::string>> seen;
      AddEdges(dependency, directory, dependency.kind, member, seen);
    }
    AddInherited(project, member);
    if (!project.dynamic.empty()) {
      side_.warnings.emplace_back(
          warnings::DynamicDependencies{member.manifest.bytes(), project.dynamic});
    }
    side_.members.push_back(std::move(member));
  }

  // Sources of the root under names that the member uses.
  void AddInherited(const PythonProject& project, Member& member) {
    for (const PythonDependency& dependency : project.dependencies) {
      RepoPath base;
      const auto* sources = SourcesOf(dependency.name, member.directory, base);
      if (sources == nullptr || base == member.directory) continue;
      for (const UvSource& source : *sources) {
        member.inherited.push_back(
            {ManifestIn(base).bytes(), "tool.uv.sources." + dependency.name, source.text});
      }
    }
  }

  // An extra that is asked for brings what it lists, whoever asks.
  void AddEdges(const PythonDependency& dependency, const RepoPath& directory, EdgeKind kind,
                Member& member, std::set<std::pair<RepoPath, std::string>>& seen) {
    for (const SourcePlace& place : SourcePlacesOf(dependency, directory)) {
      if (place.is_file) {
        member.files.push_back(place.path);
        continue;
      }
      if (place.path != member.directory) {
        member.local.push_back({dependency.name, kind, place.path});
      }
      const auto other = projects_.find(place.path);
      if (other == projects_.end()) continue;
      for (const std::string& extra : dependency.extras) {
        if (!seen.emplace(place.path, extra).second) continue;
        for (const PythonDependency& further : other->second->dependencies) {
          if (further.kind != EdgeKind::kOwnOptional || further.section != extra) continue;
          AddEdges(further, place.path, kind, member, seen);
        }
      }
    }
  }

  void AddSettings(bool has_lockfile) {
    const auto add = [this](const std::vector<std::pair<std::string, std::string>>& settings) {
      for (const auto& [key, value] : settings) {
        side_.settings.push_back({ManifestIn(root_).bytes(), key, value});
      }
    };
    if (workspace_ != nullptr) {
      add(workspace_->settings);
      if (!has_lockfile) add(workspace_->locked_settings);
    }
    for (const std::string_view name : {"uv.toml", ".python-version", ".python-versions"}) {
      AddFile(root_.Child(name));
    }
    if (workspace_ != nullptr && workspace_->has_uv) return;
    // Without settings of its own it has those of the nearest uv.toml above.
    for (RepoPath above = root_; !above.IsRoot() && !files_.HasFile(above.Child("uv.toml"));) {
      above = above.Parent();
      AddFile(above.Child("uv.toml"));
    }
  }

  void AddFile(const RepoPath& file) {
    const graph::EntryState state = files_.At(file);
    if (TreeFiles::IsFile(state)) side_.settings.push_back({file.bytes(), "", state.id.ToHex()});
  }

  void ReadLock(const RepoPath& file) {
    const auto parsed = files_.Parsed<UvLock>(file, ParseUvLock);
    if (const auto* problem = std::get_if<ReadProblem>(&*parsed)) {
      side_.problems.push_back(*problem);
      side_.problems.back().is_lockfile = true;
      return;
    }
    const UvLock& lock = *std::get<0>(*parsed);
    side_.records = &lock.graph;
    for (const auto& [key, value] : lock.settings) {
      side_.settings.push_back({file.bytes(), key, value});
    }
    for (const UvLocalPackage& package : lock.local) {
      places_.push_back(Resolve(root_, package.path));
    }
    for (Member& member : side_.members) Connect(member, lock);
    AddLocalContent(lock);
  }

  void Connect(Member& member, const UvLock& lock) {
    const auto place = std::find(places_.begin(), places_.end(), member.directory);
    if (place == places_.end()) {
      // A root that is no project of its own is not in it, nor is a path that nobody reaches.
      if (listed_.contains(member.directory)) {
        side_.problems.push_back({side_.lockfile->bytes(), ReadCause::kUnknownReference,
                                  "it does not hold the project '" + member.name + "'", true});
      }
      return;
    }
    const UvLocalPackage& package = lock.local[static_cast<std::size_t>(place - places_.begin())];
    std::set<std::string_view> held;
    Take(package.dependencies, EdgeKind::kNormal, lock, member, held);
    for (const auto& [extra, list] : package.extras) {
      Take(list, EdgeKind::kOwnOptional, lock, member, held);
    }
    for (const auto& [group, list] : package.groups) {
      Take(list, EdgeKind::kOwnDevelopment, lock, member, held);
    }
    const bool is_stale = Declare(member, &held);
    if (is_stale) {
      side_.warnings.emplace_back(warnings::LockfileStale{
          side_.lockfile->bytes(), member.manifest.bytes(),
          member.declared.front().substr(0, member.declared.front().find(' '))});
    }
  }

  void Take(const UvDependencies& dependencies, EdgeKind kind, const UvLock& lock, Member& member,
            std::set<std::string_view>& held) {
    for (RecordEdge edge : dependencies.records) {
      held.insert(edge.name);
      edge.kind = kind;
      member.records.push_back(edge);
    }
    for (const std::size_t local : dependencies.local) {
      held.insert(lock.local[local].name);
      if (places_[local]) AddLockedEdge(lock.local[local].name, kind, *places_[local], member);
    }
  }

  // What is neither local nor in `held`; without a lockfile that is all of it. What is built in a
  // place of its own is never pinned, and a marker may leave out what it stands behind.
  bool Declare(Member& member, const std::set<std::string_view>* held) {
    const PythonProject& project = *projects_.at(member.directory);
    for (const PythonDependency& dependency : project.dependencies) {
      if (held != nullptr &&
          (held->contains(dependency.name) || dependency.name == project.name ||
           dependency.kind == EdgeKind::kBuild || dependency.text.find(';') != std::string::npos)) {
        continue;
      }
      if (!SourcePlacesOf(dependency, member.directory).empty()) continue;
      member.declared.push_back(dependency.name + ' ' + dependency.section + ' ' + dependency.text);
    }
    graph::SortWithoutDoubles(member.declared);
    return !member.declared.empty();
  }

  void AddLocalContent(const UvLock& lock) {
    LocalContents contents;
    contents.AddUses(lock.local_uses, places_);
    for (const auto& [record, path] : lock.files) {
      if (const std::optional<RepoPath> file = Resolve(root_, path)) {
        contents.Of(record).files.push_back(*file);
      } else {
        Outside(root_, std::string(lock.graph[record].name), path);
      }
    }
    contents.MoveTo(side_);
    AddReachedDirectories(side_);
  }

  TreeFiles& files_;
  const RepoPath& root_;
  Side side_;
  const PythonProject* workspace_ = nullptr;
  std::map<RepoPath, const PythonProject*> projects_;
  std::set<RepoPath> listed_;  // members; the others are what paths lead to
  std::map<std::string, RepoPath> by_name_;
  std::vector<std::optional<RepoPath>> places_;  // of UvLock::local
};

Side ReadUv(TreeFiles& files, const RepoPath& directory, LockfileUse /*lockfile*/) {
  return UvReader(files, directory).Read();
}

constexpr std::array<std::string_view, 5> kUvFiles{"pyproject.toml", "uv.lock", "uv.toml",
                                                   ".python-version", ".python-versions"};

}  // namespace

const Ecosystem kUvEcosystem{"uv", "python", &IsUvRoot, &ReadUv, kUvFiles};

}  // namespace deltaplan::planner::workspace
