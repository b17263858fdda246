#include "planner/workspace/python_project.h"

#include <algorithm>
#include <array>

#include "documents/toml.h"
#include "planner/workspace/node_manifest.h"
#include "planner/workspace/python_requirement.h"

namespace deltaplan::planner::workspace {
namespace {

using documents::CanonicalText;
using documents::Value;

class ProjectReader {
 public:
  PythonProject Read(const Value& root) {
    project_.has_project = root["project"].IsMap();
    project_.has_poetry = root["tool"]["poetry"].IsMap();
    project_.has_uv = root["tool"]["uv"].IsMap();
    ReadStandard(root);
    ReadPoetry(root["tool"]["poetry"]);
    ReadUv(root["tool"]["uv"]);
    std::sort(project_.dependencies.begin(), project_.dependencies.end());
    return std::move(project_);
  }

 private:
  void AddText(const Value& value, EdgeKind kind, std::string_view section) {
    if (!value.IsText()) return;
    const std::optional<PythonRequirement> requirement = ParsePythonRequirement(value.text());
    if (!requirement) return;
    PythonDependency dependency;
    dependency.name = requirement->name;
    dependency.kind = kind;
    dependency.section = section;
    dependency.extras = requirement->extras;
    dependency.path = PathOfUrl(requirement->url);
    dependency.text = value.text();
    project_.dependencies.push_back(std::move(dependency));
  }

  // "file:../lib", and what hatch makes of "{root:uri}/../lib".
  static std::string PathOfUrl(std::string_view url) {
    for (const std::string_view prefix :
         {"{root:uri}/", "{root:parent:uri}/", "file://", "file:"}) {
      if (!url.starts_with(prefix)) continue;
      const std::string path(url.substr(prefix.size()));
      return prefix == "{root:parent:uri}/" ? "../" + path : path;
    }
    return {};
  }

  void AddList(const Value& list, EdgeKind kind, std::string_view section) {
    for (const Value item : list.items()) AddText(item, kind, section);
  }

  void ReadStandard(const Value& root) {
    const Value standard = root["project"];
    project_.name = PythonName(standard["name"].text());
    project_.version = standard["version"].str();
    AddList(standard["dependencies"], EdgeKind::kNormal, "");
    for (const auto& [extra, list] : standard["optional-dependencies"].members()) {
      AddList(list, EdgeKind::kOwnOptional, PythonName(extra));
    }
    // A group that includes another adds nothing: all groups count.
    for (const auto& [group, list] : root["dependency-groups"].members()) {
      AddList(list, EdgeKind::kOwnDevelopment, PythonName(group));
    }
    AddList(root["build-system"]["requires"], EdgeKind::kBuild, "");
    for (const Value item : standard["dynamic"].items()) {
      if (item.text() == "dependencies" || item.text() == "optional-dependencies") {
        project_.dynamic = "dynamic = [\"" + item.str() + "\"]";
      }
    }
    if (project_.has_poetry && root["tool"]["poetry"]["dependencies"].IsMap()) {
      project_.dynamic.clear();  // poetry's table is what is meant
    }
  }

  void AddPoetry(std::string_view name, const Value& value, EdgeKind kind,
                 std::string_view section) {
    if (PythonName(name) == "python") return;
    // Several, each for other versions of Python or platforms.
    if (value.IsList()) {
      for (const Value item : value.items()) AddPoetry(name, item, kind, section);
      return;
    }
    PythonDependency dependency;
    dependency.name = PythonName(name);
    dependency.kind = value["optional"].IsTrue() ? EdgeKind::kOwnOptional : kind;
    dependency.section = section;
    for (const Value extra : value["extras"].items()) {
      dependency.extras.push_back(PythonName(extra.text()));
    }
    std::sort(dependency.extras.begin(), dependency.extras.end());
    dependency.path = value["path"].IsText() ? value["path"].str() : value["file"].str();
    dependency.text = CanonicalText(value);
    project_.dependencies.push_back(std::move(dependency));
  }

  void ReadPoetry(const Value& poetry) {
    if (!poetry.IsMap()) return;
    if (project_.name.empty()) project_.name = PythonName(poetry["name"].text());
    if (project_.version.empty()) project_.version = poetry["version"].str();
    for (const auto& [name, value] : poetry["dependencies"].members()) {
      AddPoetry(name, value, EdgeKind::kNormal, "");
    }
    for (const auto& [name, value] : poetry["dev-dependencies"].members()) {
      AddPoetry(name, value, EdgeKind::kOwnDevelopment, "dev");
    }
    for (const auto& [group, table] : poetry["group"].members()) {
      for (const auto& [name, value] : table["dependencies"].members()) {
        AddPoetry(name, value, EdgeKind::kOwnDevelopment, PythonName(group));
      }
    }
  }

  void ReadUv(const Value& uv) {
    project_.is_managed = !uv["managed"].IsFalse();
    const Value workspace = uv["workspace"];
    project_.has_workspace = workspace.IsMap();
    for (const Value item : workspace["members"].items()) project_.members.push_back(item.str());
    for (const Value item : workspace["exclude"].items()) project_.exclude.push_back(item.str());
    AddList(uv["dev-dependencies"], EdgeKind::kOwnDevelopment, "dev");
    for (const auto& [name, value] : uv["sources"].members()) {
      std::vector<UvSource>& sources = project_.sources[PythonName(name)];
      if (value.IsMap()) sources.push_back(SourceOf(value));
      for (const Value item : value.items()) sources.push_back(SourceOf(item));
    }
    // What says nothing of what is installed.
    static constexpr std::array<std::string_view, 11> kNoSettings{
        "workspace", "sources",        "dev-dependencies", "managed",
        "package",   "default-groups", "upgrade",          "upgrade-package",
        "cache-dir", "publish-url",    "check-url"};
    // What says how the resolver reaches the records of the lockfile.
    static constexpr std::array<std::string_view, 13> kLocked{"override-dependencies",
                                                              "constraint-dependencies",
                                                              "exclude-dependencies",
                                                              "conflicts",
                                                              "environments",
                                                              "required-environments",
                                                              "resolution",
                                                              "prerelease",
                                                              "fork-strategy",
                                                              "exclude-newer",
                                                              "exclude-newer-package",
                                                              "dependency-groups",
                                                              "required-version"};
    for (const auto& [key, value] : uv.members()) {
      if (std::find(kNoSettings.begin(), kNoSettings.end(), key) != kNoSettings.end()) continue;
      const bool is_locked = std::find(kLocked.begin(), kLocked.end(), key) != kLocked.end();
      (is_locked ? project_.locked_settings : project_.settings)
          .emplace_back("tool.uv." + std::string(key), CanonicalText(value));
    }
    std::sort(project_.settings.begin(), project_.settings.end());
    std::sort(project_.locked_settings.begin(), project_.locked_settings.end());
  }

  static UvSource SourceOf(const Value& value) {
    UvSource source;
    source.is_workspace = value["workspace"].IsTrue();
    if (value["workspace"].IsText()) source.workspace = value["workspace"].str();
    source.path = value["path"].str();
    source.text = CanonicalText(value);
    return source;
  }

  PythonProject project_;
};

}  // namespace

std::variant<PythonProject, ReadProblem> ParsePythonProject(std::string_view text) {
  const auto document = documents::ReadToml(text);
  if (const auto* error = std::get_if<documents::ReadError>(&document)) return ProblemOf(*error);
  return ProjectReader().Read(std::get<0>(document).root());
}

}  // namespace deltaplan::planner::workspace
