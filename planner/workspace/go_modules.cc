#include "planner/workspace/go_modules.h"

#include <algorithm>
#include <utility>

#include "planner/workspace/go_imports.h"
#include "planner/workspace/node_manifest.h"

namespace deltaplan::planner::workspace {
namespace {

using documents::ReadError;
using graph::RepoPath;

template <typename T>
std::variant<T, ReadProblem> Placeless(std::variant<T, ReadError> read) {
  if (const ReadError* error = std::get_if<ReadError>(&read)) return ProblemOf(*error);
  return std::get<T>(std::move(read));
}

std::variant<GoMod, ReadProblem> ParseGoMod(std::string_view text) {
  return Placeless(ReadGoMod(text));
}
std::variant<GoWork, ReadProblem> ParseGoWork(std::string_view text) {
  return Placeless(ReadGoWork(text));
}

RepoPath GoModIn(const RepoPath& directory) { return directory.Child("go.mod"); }
RepoPath GoWorkIn(const RepoPath& directory) { return directory.Child("go.work"); }

class ModuleFinder {
 public:
  ModuleFinder(TreeFiles& files, const RepoPath& root) : files_(files), root_(root) {}

  GoModules Find() {
    if (const auto work = files_.Parsed<GoWork>(GoWorkIn(root_), ParseGoWork)) {
      if (const auto* problem = std::get_if<ReadProblem>(&*work)) {
        found_.problems.push_back(*problem);
        return std::move(found_);
      }
      found_.work = std::get<0>(*work);
      for (const std::string& use : (*found_.work)->uses) AddUse(use);
    } else {
      AddMain(root_);
    }
    FindReplaced();
    FollowLocal();
    return std::move(found_);
  }

 private:
  void AddUse(const std::string& use) {
    if (const std::optional<RepoPath> directory = Resolve(root_, use)) {
      AddMain(*directory);
    } else {
      found_.warnings.emplace_back(
          warnings::DependencyOutside{GoWorkIn(root_).bytes(), "use", use});
    }
  }

  void AddMain(const RepoPath& directory) {
    const GoMod* file = Load(directory);
    if (file == nullptr) return;
    found_.modules[directory] = {file, true};
    AddLocal(file->module, directory);
  }

  const GoMod* Load(const RepoPath& directory) {
    const auto parsed = files_.Parsed<GoMod>(GoModIn(directory), ParseGoMod);
    if (!parsed) {
      found_.problems.push_back({GoModIn(directory).bytes(), ReadCause::kMissing});
      return nullptr;
    }
    if (const auto* problem = std::get_if<ReadProblem>(&*parsed)) {
      found_.problems.push_back(*problem);
      return nullptr;
    }
    return std::get<0>(*parsed);
  }

  void AddLocal(const std::string& module, const RepoPath& directory) {
    std::vector<RepoPath>& places = found_.local[module];
    if (std::find(places.begin(), places.end(), directory) == places.end()) {
      places.push_back(directory);
    }
  }

  // What go.work replaces comes before what modules do; of several modules all count.
  void FindReplaced() {
    if (found_.work) Take((*found_.work)->replaces, root_, GoWorkIn(root_));
    const std::map<std::string, std::vector<GoReplace>> of_work = found_.replaced;
    const auto local_of_work = found_.local;
    for (const auto& [directory, module] : found_.modules) {
      std::vector<GoReplace> replaces;
      for (const GoReplace& replace : module.file->replaces) {
        const std::string& path = replace.old_module.path;
        const bool is_overruled =
            found_.work && (of_work.contains(path) || local_of_work.contains(path));
        if (!is_overruled) replaces.push_back(replace);
      }
      Take(replaces, directory, GoModIn(directory));
    }
  }

  void Take(const std::vector<GoReplace>& replaces, const RepoPath& directory,
            const RepoPath& manifest) {
    for (const GoReplace& replace : replaces) {
      const std::string& old = replace.old_module.path;
      if (!replace.IsDirectory()) {
        found_.replaced[old].push_back(replace);
      } else if (const auto place = Resolve(directory, replace.new_module.path)) {
        AddLocal(old, *place);
        replaced_.push_back(*place);
      } else {
        found_.warnings.emplace_back(
            warnings::DependencyOutside{manifest.bytes(), old, replace.new_module.path});
      }
    }
  }

  // Directories in the place of modules, where one is required.
  void FollowLocal() {
    std::vector<RepoPath> open;
    for (const auto& [directory, module] : found_.modules) {
      open.push_back(directory);
      // Before Go 1.17 requirements of others are not listed.
      if (!module.file->ListsAll()) open.insert(open.end(), replaced_.begin(), replaced_.end());
    }
    while (!open.empty()) {
      const RepoPath directory = std::move(open.back());
      open.pop_back();
      auto known = found_.modules.find(directory);
      if (known == found_.modules.end()) {
        if (IsInSubmodule(directory)) continue;
        const GoMod* file = Load(directory);
        if (file == nullptr) continue;
        known = found_.modules.emplace(directory, GoModule{file, false}).first;
      }
      for (const GoModuleVersion& required : known->second.file->requires_) {
        const auto local = found_.local.find(required.path);
        if (local == found_.local.end()) continue;
        for (const RepoPath& place : local->second) {
          if (!found_.modules.contains(place)) open.push_back(place);
        }
      }
    }
  }

  bool IsInSubmodule(const RepoPath& directory) {
    for (RepoPath above = directory; !above.IsRoot(); above = above.Parent()) {
      if (files_.EntryAt(above).mode == graph::FileMode::kSubmodule) return true;
    }
    return false;
  }

  TreeFiles& files_;
  const RepoPath& root_;
  GoModules found_;
  std::vector<RepoPath> replaced_;
};

void FindInside(TreeFiles& files, const RepoPath& directory, GoDirectories& found) {
  const std::vector<NamedEntry>& entries = files.List(directory);
  const bool has_sources = std::any_of(entries.begin(), entries.end(), [](const auto& entry) {
    return !entry.state.IsTree() && entry.name.ends_with(".go");
  });
  if (has_sources) found.sources.push_back(directory);
  for (const NamedEntry& entry : entries) {
    if (!entry.state.IsTree()) continue;
    const RepoPath child = directory.Child(entry.name);
    if (files.HasFile(GoModIn(child))) {
      found.modules.push_back(child);
    } else {
      FindInside(files, child, found);
    }
  }
}

}  // namespace

bool IsGoRoot(TreeFiles& files, const RepoPath& directory) {
  if (files.HasFile(GoWorkIn(directory))) return true;
  if (!files.HasFile(GoModIn(directory))) return false;
  // The nearest go.work is the only one that Go looks at.
  for (RepoPath above = directory; !above.IsRoot();) {
    above = above.Parent();
    const auto work = files.Parsed<GoWork>(GoWorkIn(above), ParseGoWork);
    if (!work) continue;
    if (work->index() != 0) return false;  // that it can't be read counts for all below it
    const std::vector<std::string>& uses = std::get<0>(*work)->uses;
    return std::none_of(uses.begin(), uses.end(),
                        [&](const std::string& use) { return Resolve(above, use) == directory; });
  }
  return true;
}

GoModules FindGoModules(TreeFiles& files, const RepoPath& directory) {
  return ModuleFinder(files, directory).Find();
}

GoDirectories DirectoriesOf(TreeFiles& files, const RepoPath& module) {
  GoDirectories found;
  FindInside(files, module, found);
  std::sort(found.sources.begin(), found.sources.end());
  std::sort(found.modules.begin(), found.modules.end());
  return found;
}

bool ImportsModule(TreeFiles& files, const RepoPath& directory, const std::vector<RepoPath>& inside,
                   const std::string& module) {
  for (const NamedEntry& entry : files.List(directory)) {
    const RepoPath path = directory.Child(entry.name);
    if (entry.state.IsTree()) {
      const bool is_other = std::binary_search(inside.begin(), inside.end(), path);
      if (!is_other && ImportsModule(files, path, inside, module)) return true;
    } else if (entry.name.ends_with(".go")) {
      const auto imports = files.Parsed<GoImports>(path, ParseGoImports);
      if (imports && (imports->index() != 0 || std::get<0>(*imports)->Names(module))) return true;
    }
  }
  return false;
}

}  // namespace deltaplan::planner::workspace
