// The unit is the module. A module of its own has the requirements that its go.mod lists; under a
// go.work all used modules make one list of requirements, the highest version of each, so that each
// of them is concerned by what any of them requires. go.sum pins nothing: of it only the hashes of
// what is required count.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "planner/text/digest.h"
#include "planner/workspace/ecosystems.h"
#include "planner/workspace/go_modules.h"
#include "planner/workspace/node_manifest.h"
#include "planner/workspace/record_builder.h"

namespace deltaplan::planner::workspace {
namespace {

using graph::RepoPath;

std::variant<GoSum, ReadProblem> ParseGoSum(std::string_view text) {
  auto read = ReadGoSum(text);
  if (const auto* error = std::get_if<documents::ReadError>(&read)) return ProblemOf(*error);
  return std::get<GoSum>(std::move(read));
}

class GoReader {
 public:
  GoReader(TreeFiles& files, const RepoPath& root) : files_(files), root_(root) {}

  Side Read() {
    side_.root = root_;
    found_ = FindGoModules(files_, root_);
    side_.problems = std::move(found_.problems);
    side_.warnings = std::move(found_.warnings);
    for (const auto& [directory, module] : found_.modules) AddMember(directory, module);
    if (found_.work) AddImported();
    AddSettings();
    if (!IsVendored()) ReadRequirements();
    SortLists(side_);
    return std::move(side_);
  }

 private:
  void AddMember(const RepoPath& directory, const GoModule& module) {
    Member member;
    member.directory = directory;
    member.manifest = directory.Child("go.mod");
    member.name = module.file->module;
    GoDirectories directories = DirectoriesOf(files_, directory);
    member.sources = std::move(directories.sources);
    member.without = std::move(directories.modules);
    for (const GoModuleVersion& required : module.file->requires_) {
      const auto local = found_.local.find(required.path);
      if (local == found_.local.end()) continue;
      for (const RepoPath& place : local->second) {
        if (place != directory) member.local.push_back({required.path, EdgeKind::kNormal, place});
      }
    }
    // Before Go 1.17 what others require is not listed, so any replacement may be needed.
    if (module.is_main && !module.file->ListsAll()) {
      for (const auto& [path, places] : found_.local) {
        for (const RepoPath& place : places) {
          if (place != directory) member.local.push_back({path, EdgeKind::kNormal, place});
        }
      }
    }
    side_.members.push_back(std::move(member));
  }

  // Under a go.work a module may import from another without requiring it.
  void AddImported() {
    for (Member& member : side_.members) {
      const std::set<RepoPath> reached = ReachedFrom(member.directory);
      for (const auto& [directory, module] : found_.modules) {
        if (!module.is_main || reached.contains(directory)) continue;
        if (ImportsModule(files_, member.directory, member.without, module.file->module)) {
          member.local.push_back({module.file->module, EdgeKind::kNormal, directory});
        }
      }
    }
  }

  std::set<RepoPath> ReachedFrom(const RepoPath& start) const {
    std::set<RepoPath> reached{start};
    std::vector<RepoPath> open{start};
    while (!open.empty()) {
      const RepoPath directory = std::move(open.back());
      open.pop_back();
      for (const Member& member : side_.members) {
        if (member.directory != directory) continue;
        for (const LocalEdge& edge : member.local) {
          if (reached.insert(edge.directory).second) open.push_back(edge.directory);
        }
      }
    }
    return reached;
  }

  void AddSettings() {
    if (!found_.work) return;
    const std::string file = root_.Child("go.work").bytes();
    const GoWork& work = **found_.work;
    side_.settings.push_back({file, "go", work.go});
    side_.settings.push_back({file, "toolchain", work.toolchain});
    for (const std::string& setting : work.godebug) {
      side_.settings.push_back({file, "godebug", setting});
    }
    for (const GoReplace& replace : work.replaces) {
      side_.settings.push_back({file, "replace",
                                replace.old_module.path + ' ' + replace.old_module.version +
                                    " => " + replace.new_module.path + ' ' +
                                    replace.new_module.version});
    }
    for (const auto& [directory, module] : found_.modules) {
      if (!module.is_main) continue;
      // Of one module they hold for the builds of all.
      for (const GoModuleVersion& exclude : module.file->excludes) {
        side_.settings.push_back(
            {directory.Child("go.mod").bytes(), "exclude", exclude.path + ' ' + exclude.version});
      }
    }
  }

  // Then go builds what lies there and asks no module for anything.
  bool IsVendored() {
    const RepoPath vendor = root_.Child("vendor");
    if (!files_.HasFile(vendor.Child("modules.txt"))) return false;
    if (found_.work) side_.settings.push_back({vendor.bytes(), "", files_.At(vendor).id.ToHex()});
    return true;
  }

  void ReadRequirements() {
    const std::vector<RepoPath> sums = SumFiles();
    std::string ids;
    for (const RepoPath& file : sums) {
      ids += file.bytes() + '\n' + files_.At(file).id.ToHex() + '\n';
    }
    for (const auto& [directory, module] : found_.modules) {
      ids += directory.bytes() + '\n' + files_.At(directory.Child("go.mod")).id.ToHex() + '\n';
      if (module.is_main && !module.file->ListsAll()) side_.lockfile_is_opaque = true;
    }
    side_.lockfile = root_.Child(found_.work ? "go.work.sum" : "go.sum");
    if (found_.work) side_.more_lockfiles = sums;
    // Several files make one list: together they have this identity.
    side_.lockfile_blob = graph::ObjectId::FromHex(Sha256Digest(ids).substr(7, 40));
    std::vector<const GoSum*> read;
    for (const RepoPath& file : sums) {
      const auto parsed = files_.Parsed<GoSum>(file, ParseGoSum);
      if (!parsed) continue;
      if (const auto* problem = std::get_if<ReadProblem>(&*parsed)) {
        side_.problems.push_back(*problem);
        side_.problems.back().is_lockfile = true;
      } else {
        read.push_back(std::get<0>(*parsed));
      }
    }
    const RecordGraph& graph = files_.blobs().Keep(BuildList(read));
    side_.records = &graph;
    for (Member& member : side_.members) {
      for (std::size_t i = 0; i < graph.records.size(); ++i) {
        member.records.push_back(
            {graph.records[i].name, EdgeKind::kNormal, RecordId{static_cast<std::uint32_t>(i)}});
      }
    }
  }

  std::vector<RepoPath> SumFiles() {
    std::vector<RepoPath> files;
    if (found_.work) files.push_back(root_.Child("go.work.sum"));
    for (const auto& [directory, module] : found_.modules) {
      if (module.is_main) files.push_back(directory.Child("go.sum"));
    }
    std::erase_if(files, [&](const RepoPath& file) { return !files_.HasFile(file); });
    return files;
  }

  // The highest version of each module that any of them requires.
  RecordGraph BuildList(const std::vector<const GoSum*>& sums) const {
    std::map<std::string, std::string> versions;
    for (const auto& [directory, module] : found_.modules) {
      for (const GoModuleVersion& required : module.file->requires_) {
        if (found_.local.contains(required.path)) continue;
        std::string& version = versions[required.path];
        if (version.empty() || CompareGoVersions(version, required.version) < 0) {
          version = required.version;
        }
      }
    }
    NumberedRecordBuilder records;
    for (const auto& [path, version] : versions) {
      GoModuleVersion built{path, version};
      const auto replaced = found_.replaced.find(path);
      if (replaced != found_.replaced.end()) {
        for (const GoReplace& replace : replaced->second) {
          const std::string& old = replace.old_module.version;
          if (old.empty() || old == version) built = replace.new_module;
        }
      }
      Record& record = records[records.Add(static_cast<std::uint32_t>(records.size()))];
      record.name = records.Keep(path);
      record.version = records.Keep(built.version);
      if (built.path != path) record.source = records.Keep(built.path);
      std::string content;
      for (const GoSum* sum : sums) {
        const auto hashes = sum->find({built.path, built.version});
        if (hashes == sum->end()) continue;
        for (const std::string& hash : hashes->second) {
          if (content.find(hash) == std::string::npos) content += hash + ' ';
        }
      }
      record.content = records.Keep(content);
    }
    return records.Take();
  }

  TreeFiles& files_;
  const RepoPath& root_;
  Side side_;
  GoModules found_;
};

// Its files are small and several, so they are read whether or not one of them is the same.
Side ReadGo(TreeFiles& files, const RepoPath& directory, LockfileUse /*lockfile*/) {
  return GoReader(files, directory).Read();
}

constexpr std::array<std::string_view, 4> kGoFiles{"go.mod", "go.sum", "go.work", "go.work.sum"};

}  // namespace

const Ecosystem kGoEcosystem{"go", "go", &IsGoRoot, &ReadGo, kGoFiles, false, true};

}  // namespace deltaplan::planner::workspace
