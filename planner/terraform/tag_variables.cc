#include "planner/terraform/tag_variables.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "tfvars/carriers/tag_variables.h"
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

struct Place {
  std::string directory;
  std::string name;
};

Place PlaceOf(const std::string& file) {
  const std::size_t slash = file.rfind('/');
  if (slash == std::string::npos) return {.directory = "", .name = file};
  return {.directory = file.substr(0, slash), .name = file.substr(slash + 1)};
}

}  // namespace

std::optional<std::set<std::string>> DeclaredVariables(const EnvironmentEntry& environment,
                                                       const std::string& root, Files& files) {
  if (!environment.terraform) return std::nullopt;
  DiskModules modules(root, files);
  std::vector<std::string> errors;
  const std::optional<tfvars::ModuleSource> module =
      tfvars::ReadModule(environment.terraform->dir, modules, errors);
  // With errors the declaration may be what can't be read.
  if (!module || module->files.empty() || !errors.empty()) return std::nullopt;
  std::set<std::string> names;
  for (const auto& [name, declaration] : module->variables) names.insert(name);
  return names;
}

Warnings TagVariableWarnings(const EnvironmentEntry& environment,
                             const std::vector<Service>& services, const std::string& root,
                             Files& files) {
  Warnings told;
  if (!environment.image_tags || !environment.terraform) return told;
  const ImageTagsEntry entry = ImageTagsOf(environment, services);
  const std::string& directory = environment.terraform->dir;
  const TagFileKind kind = tfvars::TagFileKindOf(entry.file);
  const std::vector<std::string> variables =
      tfvars::VariablesOf(entry.file, entry.place, NamesOf(services));

  if (kind == TagFileKind::kVariables) {
    const auto declared = DeclaredVariables(environment, root, files);
    warnings::TagVariableUndeclared undeclared{.environment = environment.name,
                                               .file = entry.file,
                                               .directory = directory,
                                               .variables = {}};
    if (declared) {
      std::ranges::set_difference(variables, *declared, std::back_inserter(undeclared.variables));
    }
    if (!undeclared.variables.empty()) told.push_back(std::move(undeclared));
  }

  const Place map = PlaceOf(entry.file);
  if (map.directory != directory) return told;  // it is given with -var-file, which decides
  DiskModules modules(root, files);
  std::vector<std::string> errors;
  const std::vector<tfvars::VariablesFile> read =
      tfvars::ReadVariablesFiles(directory, modules, errors);
  auto later = std::ranges::find(read, map.name, &tfvars::VariablesFile::name);
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
    told.push_back(warnings::TagMapShadowed{.environment = environment.name,
                                            .file = entry.file,
                                            .variable = variable,
                                            .by = directory.empty() ? *by : directory + "/" + *by});
  }
  return told;
}

bool NeedsVarFile(const EnvironmentEntry& environment, const std::vector<Service>& services,
                  const std::string& root, Files& files) {
  const ImageTagsEntry entry = ImageTagsOf(environment, services);
  const Place map = PlaceOf(entry.file);
  switch (tfvars::TagFileKindOf(entry.file)) {
    case TagFileKind::kVariables:
      return map.directory != environment.terraform->dir || !tfvars::IsReadByItself(map.name);
    case TagFileKind::kOther: {
      const auto declared = DeclaredVariables(environment, root, files);
      const std::vector<std::string> variables =
          tfvars::VariablesOf(entry.file, entry.place, NamesOf(services));
      return declared && std::ranges::includes(*declared, variables);
    }
    case TagFileKind::kModule:
    case TagFileKind::kForeign:
      break;
  }
  return false;
}

}  // namespace deltaplan::planner
