#include "planner/discovery/environments_survey.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "planner/discovery/tag_map_survey.h"
#include "planner/model/placeholders.h"
#include "tfvars/hcl/evaluate.h"
#include "tfvars/hcl/parser.h"
#include "tfvars/text/ascii.h"

namespace deltaplan::planner {
namespace {

using graph::RepoPath;

// Words of a path that name an environment.
constexpr std::array kEnvironments{"prod",    "production", "live", "staging", "stage",
                                   "preprod", "dev",        "test", "testing", "development",
                                   "sandbox", "qa",         "uat",  "demo",    "preview"};

// Variables files that are there for all environments.
constexpr std::array kForAll{"terraform", "common", "shared",  "global",
                             "base",      "all",    "default", "defaults"};

// "sandbox" of "tfvars/sandbox.tfvars"; nullopt: Terraform reads it for all environments.
std::optional<std::string> StemOf(std::string_view path) {
  std::string_view name = path.substr(path.rfind('/') + 1);
  if (name.ends_with(".json")) name.remove_suffix(5);
  name.remove_suffix(std::string_view(".tfvars").size());
  const bool is_plain = !name.empty() && std::ranges::all_of(name, [](char c) {
    return tfvars::IsLetterOrDigit(c) || c == '-' || c == '_';
  });
  if (!is_plain || Has(kForAll, name)) return std::nullopt;
  return std::string(name);
}

// The last word of a path that names an environment.
std::optional<std::string> EnvironmentIn(std::string_view path) {
  std::optional<std::string> found;
  std::string word;
  for (const char c : std::string(path) + "/") {
    if (tfvars::IsLetterOrDigit(c)) {
      word += c;
      continue;
    }
    if (Has(kEnvironments, tfvars::ToLower(word))) found = word;
    word.clear();
  }
  return found;
}

// Whether Terraform reads the variables file without being told, where it runs in `directory`.
bool LoadsItself(std::string_view file, std::string_view directory) {
  const std::size_t slash = file.rfind('/');
  const std::string_view parent = slash == file.npos ? "" : file.substr(0, slash);
  const std::string_view name = file.substr(slash + 1);
  return parent == directory &&
         (name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json") ||
          name == "terraform.tfvars" || name == "terraform.tfvars.json");
}

class TagMapSearch {
 public:
  TagMapSearch(workspace::TreeFiles& files, const TreeSurvey& survey)
      : files_(files), survey_(survey) {}

  std::vector<FoundEnvironment> Of(const std::vector<TagMap>& maps) {
    const auto best = std::ranges::max_element(maps, {}, &TagMap::score);
    if (best == maps.end()) return {};
    for (const TagMap& map : maps) {
      // Maps for several environments have one variable.
      if (map.variable != best->variable) continue;
      const std::string file = map.ForAll(map.file.bytes());
      const std::optional<std::string> stem = StemOf(file);
      const std::optional<std::string> named = EnvironmentIn(file);
      if (stem && ModuleOf(map.file) && !IsOfItsDirectory(map, *stem, maps)) {
        Add(map, *stem, fmt::format("{} is called so", file), {});
      } else if (named) {
        Add(map, *named, fmt::format("{} names it", file), {});
      }
    }
    if (found_.empty()) AddByModule(*best);
    std::vector<FoundEnvironment> environments;
    for (auto& [name, environment] : found_) environments.push_back(std::move(environment));
    return environments;
  }

 private:
  // "envs/prod/images.tfvars": called after what is in it, and the only one there.
  static bool IsOfItsDirectory(const TagMap& map, const std::string& stem,
                               const std::vector<TagMap>& maps) {
    const RepoPath directory = map.file.Parent();
    const auto lies_there = [&](const TagMap& each) {
      return each.variable == map.variable && each.file.Parent() == directory;
    };
    return EnvironmentIn(directory.bytes()) && !EnvironmentIn(stem) &&
           std::ranges::count_if(maps, lies_there) == 1;
  }

  // For a map of which nothing tells whose it is.
  void AddByModule(const TagMap& map) {
    if (const auto module = ModuleOf(map.file)) {
      for (const RepoPath& file : survey_.variables) {
        const std::optional<std::string> stem = StemOf(file.bytes());
        const bool is_of_service = stem && !map.service.empty() && Has(map.names, *stem);
        if (!stem || is_of_service || ModuleOf(file) != module) continue;
        Add(map, *stem, fmt::format("{} is called so", file.bytes()), {map.ForAll(file.bytes())});
      }
      if (!found_.empty()) return;
      if (const auto workspace = WorkspaceOf(*module)) {
        Add(map, *workspace, "its Terraform workspace is called so", {});
        found_.at(*workspace).workspace = workspace;
        return;
      }
    }
    Add(map, "prod", "nothing tells what it is called", {});
  }

  void Add(const TagMap& map, const std::string& name, std::string why,
           std::vector<std::string> var_files) {
    const std::optional<std::string> root = RootOf(map, name);
    if (root) AddOwnFile(map, *root, var_files);
    found_.try_emplace(name, FoundEnvironment{.name = name,
                                              .why = std::move(why),
                                              .file = map.ForAll(map.file.bytes()),
                                              .variable = map.variable,
                                              .is_scalar = map.is_scalar,
                                              .names = map.names,
                                              .images = map.images,
                                              .terraform = root,
                                              .workspace = std::nullopt,
                                              .var_files = std::move(var_files)});
  }

  // What Terraform has to be told of the map. One variable for each service reaches one root module
  // by the files of all; one variable alone makes a root of each file.
  static void AddOwnFile(const TagMap& map, const std::string& root,
                         std::vector<std::string>& var_files) {
    const std::string file = map.ForAll(map.file.bytes());
    if (LoadsItself(file, root)) return;
    const bool is_of_each = NamesService(file) && NamesService(map.variable) && !NamesService(root);
    std::vector<std::string> files{file};
    if (is_of_each) {
      files.clear();
      for (const std::string& name : map.names)
        files.push_back(FillPlaceholders(file, {{"service", name}}));
    }
    for (std::string& each : files) {
      if (!Has(var_files, each)) var_files.push_back(std::move(each));
    }
  }

  // Where Terraform runs for the map: in the module that it is for; where each service has a file
  // that lies in no module, in those that are called like the services.
  std::optional<std::string> RootOf(const TagMap& map, const std::string& environment) const {
    if (const auto module = ModuleOf(map.file)) {
      std::string root = map.ForAll(*module + "/");
      root.pop_back();
      return root;
    }
    std::map<std::string, std::set<std::string>> services;  // by directory
    for (const RepoPath& file : survey_.terraform) {
      for (const std::string& name : map.names) {
        const std::string place = WithServiceHole(file.Parent().bytes() + "/", name);
        if (!map.service.empty() && NamesService(place)) services[place].insert(name);
      }
    }
    std::vector<std::string> roots;
    for (const auto& [place, names] : services) {
      const std::optional<std::string> named = EnvironmentIn(place);
      if (names.size() < map.names.size() || (named && *named != environment)) continue;
      roots.push_back(place.substr(0, place.size() - 1));
    }
    return roots.size() == 1 ? std::optional(roots.front()) : std::nullopt;
  }

  // The module that a variables file is for: that of its directory, or of the nearest one above it.
  std::optional<std::string> ModuleOf(const RepoPath& file) const {
    for (RepoPath directory = file.Parent();; directory = directory.Parent()) {
      const bool is_module = std::ranges::any_of(
          survey_.terraform, [&](const RepoPath& each) { return each.Parent() == directory; });
      if (is_module) return directory.bytes();
      if (directory.IsRoot()) return std::nullopt;
    }
  }

  // The name in "cloud" or "backend" of the block "terraform".
  std::optional<std::string> WorkspaceOf(const std::string& module) {
    for (const RepoPath& path : survey_.terraform) {
      if (path.Parent().bytes() != module) continue;
      const auto text = files_.ReadText(path);
      if (!text) continue;
      const tfvars::Source source{path.bytes(), *text};
      tfvars::Diagnostics diagnostics;
      const tfvars::Body body = tfvars::ParseHcl(source, diagnostics);
      for (const tfvars::Block& terraform : body.blocks) {
        if (terraform.type != "terraform") continue;
        for (const tfvars::Block& backend : terraform.body.blocks) {
          for (const tfvars::Block& workspaces : backend.body.blocks) {
            if (workspaces.type != "workspaces") continue;
            const tfvars::Attribute* name = workspaces.body.Find("name");
            const std::string* literal =
                name == nullptr ? nullptr : tfvars::LiteralText(*name->expression);
            if (literal != nullptr && !literal->empty()) return *literal;
          }
        }
      }
    }
    return std::nullopt;
  }

  workspace::TreeFiles& files_;
  const TreeSurvey& survey_;
  std::map<std::string, FoundEnvironment> found_;
};

}  // namespace

std::vector<FoundEnvironment> FindEnvironments(workspace::TreeFiles& files,
                                               const TreeSurvey& survey,
                                               const std::set<std::string>& services) {
  return TagMapSearch(files, survey).Of(FindTagMaps(files, survey, services));
}

}  // namespace deltaplan::planner
