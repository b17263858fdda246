#include "planner/terraform/tag_variables.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "tfvars/carriers/tag_variables.h"
#include "tfvars/modules/file_readers.h"
#include "tfvars/modules/module_source.h"

namespace deltaplan::planner {
namespace {

using tfvars::TagFileKind;

// Modules as they lie on the disk now, where Terraform would find them.
class DiskModules : public tfvars::ModuleFiles {
 public:
  DiskModules(const std::string& root, Files& files) : root_(root), files_(files) {}

  std::optional<std::vector<std::string>> List(const std::string& directory) override {
    return files_.FileNames(PathOf(directory));
  }
  // No tag comes from the names of files.
  std::optional<std::vector<std::string>> Directories(const std::string&) override {
    return std::nullopt;
  }
  std::optional<std::string> Read(const std::string& path) override {
    Result<std::string> text = files_.Read(PathOf(path));
    return text ? std::optional(*std::move(text)) : std::nullopt;
  }

 private:
  std::string PathOf(const std::string& path) const {
    return path.empty() ? root_ : root_ + "/" + path;
  }

  const std::string& root_;
  Files& files_;
};

struct FilePlace {
  std::string directory;
  std::string name;
};

FilePlace FilePlaceOf(const std::string& file) {
  const std::size_t slash = file.rfind('/');
  if (slash == std::string::npos) return {.directory = "", .name = file};
  return {.directory = file.substr(0, slash), .name = file.substr(slash + 1)};
}

// Whether the module in `directory` reads that file by a function, and Terraform does not read it
// as one of variables: then what stands there need be none.
bool IsReadByFunction(const std::string& file, const std::string& directory,
                      const std::string& root, Files& files) {
  const FilePlace place = FilePlaceOf(file);
  if (place.directory == directory && tfvars::IsReadByItself(place.name)) return false;
  DiskModules modules(root, files);
  std::vector<std::string> errors;
  const std::optional<tfvars::ModuleSource> module = tfvars::ReadModule(directory, modules, errors);
  return module && tfvars::MayRead(*module, file);
}

}  // namespace

std::optional<std::set<std::string>> DeclaredVariables(const std::string& directory,
                                                       const std::string& root, Files& files) {
  DiskModules modules(root, files);
  std::vector<std::string> errors;
  const std::optional<tfvars::ModuleSource> module = tfvars::ReadModule(directory, modules, errors);
  // With errors the declaration may be what can't be read.
  if (!module || module->files.empty() || !errors.empty()) return std::nullopt;
  std::set<std::string> names;
  for (const auto& [name, declaration] : module->variables) names.insert(name);
  return names;
}

std::optional<std::set<std::string>> DeclaredBeside(const std::string& file,
                                                    const std::string& directory,
                                                    const std::string& root, Files& files) {
  const TagFileKind kind = tfvars::TagFileKindOf(file);
  const bool may_be_none =
      kind == TagFileKind::kOther ||
      (kind == TagFileKind::kVariables && IsReadByFunction(file, directory, root, files));
  return may_be_none ? DeclaredVariables(directory, root, files) : std::nullopt;
}

namespace {

// What keeps the tags of one map from one root module.
Warnings WarningsOf(const std::string& environment, const TagMapServices& map,
                    const std::string& directory, const std::string& root, Files& files) {
  Warnings told;
  const ImageTagsEntry& entry = map.entry;
  const TagFileKind kind = tfvars::TagFileKindOf(entry.file);
  const std::vector<std::string> variables =
      tfvars::VariablesOf(entry.file, entry.place, NamesOf(map.services));

  if (kind == TagFileKind::kVariables) {
    const auto declared = DeclaredVariables(directory, root, files);
    warnings::TagVariableUndeclared undeclared{
        .environment = environment, .file = entry.file, .directory = directory, .variables = {}};
    if (declared) {
      std::ranges::set_difference(variables, *declared, std::back_inserter(undeclared.variables));
    }
    if (!undeclared.variables.empty() && !IsReadByFunction(entry.file, directory, root, files))
      told.push_back(std::move(undeclared));
  }

  const FilePlace place = FilePlaceOf(entry.file);
  if (place.directory != directory) return told;  // it is given with -var-file, which decides
  DiskModules modules(root, files);
  std::vector<std::string> errors;
  const std::vector<tfvars::VariablesFile> read =
      tfvars::ReadVariablesFiles(directory, modules, errors);
  auto later = std::ranges::find(read, place.name, &tfvars::VariablesFile::name);
  if (later != read.end()) {
    ++later;
  } else if (kind == TagFileKind::kModule) {
    later = read.begin();  // every file decides over a default
  }
  for (const std::string& variable : variables) {
    // The last of them decides.
    std::optional<std::string> by;
    for (auto file = later; file != read.end(); ++file) {
      if (file->values.contains(variable)) by = file->name;
    }
    if (!by) continue;
    told.push_back(warnings::TagMapShadowed{.environment = environment,
                                            .file = entry.file,
                                            .variable = variable,
                                            .by = directory.empty() ? *by : directory + "/" + *by});
  }
  return told;
}

}  // namespace

Warnings TagVariableWarnings(const EnvironmentEntry& environment,
                             const std::vector<Service>& services, const std::string& root,
                             Files& files) {
  Warnings told;
  for (const TagMapServices& map : TagMapsOf(environment, services)) {
    std::set<std::string> directories;
    for (const Service& service : map.services) {
      if (const auto terraform = RootOf(environment, service)) directories.insert(terraform->dir);
    }
    for (const std::string& directory : directories) {
      std::ranges::move(WarningsOf(environment.name, map, directory, root, files),
                        std::back_inserter(told));
    }
  }
  return told;
}

bool NeedsVarFile(const TagMapServices& tags, const std::string& directory, const std::string& root,
                  Files& files) {
  const ImageTagsEntry& entry = tags.entry;
  const TagFileKind kind = tfvars::TagFileKindOf(entry.file);
  if (kind != TagFileKind::kVariables && kind != TagFileKind::kOther) return false;
  const FilePlace map = FilePlaceOf(entry.file);
  if (map.directory == directory && tfvars::IsReadByItself(map.name)) return false;
  const auto declared = DeclaredBeside(entry.file, directory, root, files);
  if (!declared) return kind == TagFileKind::kVariables;
  return std::ranges::includes(
      *declared, tfvars::VariablesOf(entry.file, entry.place, NamesOf(tags.services)));
}

}  // namespace deltaplan::planner
