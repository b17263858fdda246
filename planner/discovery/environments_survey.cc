#include "planner/discovery/environments_survey.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "planner/model/tag.h"
#include "tfvars/hcl/evaluate.h"
#include "tfvars/hcl/json_body.h"
#include "tfvars/hcl/parser.h"
#include "tfvars/text/ascii.h"

namespace deltaplan::planner {
namespace {

using graph::RepoPath;

// What variables are called that hold tags, or a part of it.
constexpr std::array kTagNames{"image_tag",   "image_version",   "docker_tag",
                               "service_tag", "service_version", "container_tag"};

// What stands before or behind a service's name in a variable that holds its tag alone.
constexpr std::array<std::string_view, 6> kBefore{"image_tag_",     "image_version_", "docker_tag_",
                                                  "container_tag_", "tag_",           "version_"};
constexpr std::array<std::string_view, 6> kBehind{"_image_tag",     "_image_version", "_docker_tag",
                                                  "_container_tag", "_tag",           "_version"};

// What the tag is called among the settings of a service.
constexpr std::array<std::string_view, 5> kTagSettings{"image_tag", "image_version", "docker_tag",
                                                       "tag", "version"};

// Words of a path that name an environment.
constexpr std::array kEnvironments{"prod",    "production", "live", "staging", "stage",
                                   "preprod", "dev",        "test", "testing", "development",
                                   "sandbox", "qa",         "uat",  "demo",    "preview"};

// Variables files that are there for all environments.
constexpr std::array kForAll{"terraform", "common", "shared",  "global",
                             "base",      "all",    "default", "defaults"};

template <typename Words>
bool Has(const Words& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

// At least seven hexadecimal digits in a row.
bool HoldsCommit(std::string_view text) {
  std::size_t digits = 0;
  for (const char c : text) {
    const bool is_digit = tfvars::IsDigit(c) || (c >= 'a' && c <= 'f');
    digits = is_digit ? digits + 1 : 0;
    if (digits == 7) return true;
  }
  return false;
}

// `path` with {service} for the last directory that is called like it; nullopt where none is.
std::optional<std::string> WithHole(const std::string& path, const std::string& service) {
  const std::size_t at = ("/" + path).rfind("/" + service + "/");
  if (at == std::string::npos) return std::nullopt;
  return path.substr(0, at) + "{service}" + path.substr(at + service.size());
}

bool IsImage(std::string_view text) {
  const std::size_t slash = text.find('/');
  return slash != std::string_view::npos && text.find_first_of(":@", slash) != text.npos;
}

struct TagMap {
  RepoPath file;
  std::string variable;
  std::vector<std::string> names;
  std::size_t score = 0;     // how many services it has; one more for its name
  std::string service = {};  // where each service has a file, the one that this file is named after

  // The path, which leads to a file of `service`, for all services.
  std::string ForAll(const std::string& path) const {
    return service.empty() ? path : WithHole(path, service).value_or(path);
  }
};

// nullopt: its values are no tags, whatever it is called.
std::optional<TagMap> AsTagMap(const RepoPath& file, const std::string& name,
                               const tfvars::Value& value, const std::set<std::string>& services) {
  const auto* members = value.AsObject();
  if (members == nullptr) return std::nullopt;
  const bool is_named = std::ranges::any_of(kTagNames, [&](const char* word) {
    return tfvars::ToLower(name).find(word) != std::string::npos;
  });
  TagMap map{.file = file, .variable = name, .names = {}, .score = is_named ? 1U : 0U};
  std::size_t known = 0;
  for (const auto& member : *members) {
    const std::string* text = member.value.AsString();
    if (text == nullptr) return std::nullopt;
    if (is_named ? !IsLegalTag(*text) && !IsImage(*text) : !HoldsCommit(*text) && !IsImage(*text)) {
      return std::nullopt;
    }
    map.names.push_back(member.name);
    if (services.contains(NormalName(member.name))) ++known;
  }
  if (!is_named && (known == 0 || known < map.names.size())) return std::nullopt;
  map.score += known;
  return map;
}

bool IsTagOfACommit(const tfvars::Value* value) {
  const std::string* text = value == nullptr ? nullptr : value->AsString();
  return text != nullptr && IsLegalTag(*text) && HoldsCommit(*text);
}

// An object of settings for each service, one of which is the tag: `variable` then has {service} in
// the place of its name.
std::optional<TagMap> AsSettings(const RepoPath& file, const std::string& name,
                                 const tfvars::Value& value,
                                 const std::set<std::string>& services) {
  const auto* members = value.AsObject();
  if (members == nullptr || members->empty()) return std::nullopt;
  for (const std::string_view setting : kTagSettings) {
    const bool all = std::ranges::all_of(*members, [&](const auto& member) {
      return services.contains(NormalName(member.name)) &&
             IsTagOfACommit(member.value.Find(setting));
    });
    if (!all) continue;
    TagMap map{.file = file,
               .variable = fmt::format("{}.{{service}}.{}", name, setting),
               .names = {},
               .score = members->size()};
    for (const auto& member : *members) map.names.push_back(member.name);
    return map;
  }
  return std::nullopt;
}

// A variable for each service: several of them that are called alike but for the name.
class SeparateTags {
 public:
  explicit SeparateTags(const std::set<std::string>& services) : services_(services) {}

  void Add(const std::string& name, const tfvars::Value& value) {
    if (!IsTagOfACommit(&value)) return;
    for (const std::string_view before : kBefore) {
      if (name.starts_with(before)) Name(before, name.substr(before.size()), "");
    }
    for (const std::string_view behind : kBehind) {
      if (name.ends_with(behind)) Name("", name.substr(0, name.size() - behind.size()), behind);
    }
  }

  void MoveTo(const RepoPath& file, std::vector<TagMap>& maps) && {
    for (auto& [variable, names] : names_) {
      if (names.size() < std::min<std::size_t>(2, services_.size())) continue;
      const std::size_t score = names.size();
      maps.push_back(
          {.file = file, .variable = variable, .names = std::move(names), .score = score});
    }
  }

 private:
  void Name(std::string_view before, const std::string& name, std::string_view behind) {
    if (!services_.contains(NormalName(name))) return;
    names_[fmt::format("{}{{service}}{}", before, behind)].push_back(name);
  }

  const std::set<std::string>& services_;
  std::map<std::string, std::vector<std::string>> names_;  // by variable
};

// A file for each service, with its tag alone: several of them that lie alike but for a directory
// with the service's name.
class FilesOfServices {
 public:
  explicit FilesOfServices(const std::set<std::string>& services) : services_(services) {}

  void Add(const RepoPath& file, const std::string& variable, const tfvars::Value& value) {
    if (!Has(kTagNames, variable) && !Has(kTagSettings, variable)) return;
    if (!IsTagOfACommit(&value)) return;
    for (const std::string& service : services_) {
      const std::optional<std::string> place = WithHole(file.bytes(), service);
      if (!place) continue;
      auto [map, is_new] = maps_.try_emplace({*place, variable});
      if (is_new) {
        map->second = {.file = file, .variable = variable, .names = {}, .service = service};
      }
      map->second.names.push_back(service);
    }
  }

  void MoveTo(std::vector<TagMap>& maps) && {
    for (auto& [place, map] : maps_) {
      map.score = map.names.size();
      if (map.score >= std::min<std::size_t>(2, services_.size())) maps.push_back(std::move(map));
    }
  }

 private:
  const std::set<std::string>& services_;
  std::map<std::pair<std::string, std::string>, TagMap> maps_;  // by place and variable
};

std::vector<TagMap> TagMapsOf(workspace::TreeFiles& files, const TreeSurvey& survey,
                              const std::set<std::string>& services) {
  std::set<std::string> normal;
  for (const std::string& name : services) normal.insert(NormalName(name));
  std::vector<TagMap> maps;
  FilesOfServices of_services(services);
  for (const RepoPath& path : survey.variables) {
    const auto text = files.ReadText(path);
    if (!text) continue;
    const tfvars::Source source{path.bytes(), *text};
    tfvars::Diagnostics diagnostics;
    const tfvars::Body body = path.bytes().ends_with(".json")
                                  ? tfvars::ParseTfvarsJson(source, diagnostics)
                                  : tfvars::ParseHcl(source, diagnostics);
    SeparateTags separate(normal);
    for (const tfvars::Attribute& attribute : body.attributes) {
      const auto value = tfvars::EvaluateConstant(*attribute.expression);
      if (!value) continue;
      auto map = AsTagMap(path, attribute.name, *value, normal);
      if (!map) map = AsSettings(path, attribute.name, *value, normal);
      if (map) maps.push_back(*std::move(map));
      separate.Add(attribute.name, *value);
      of_services.Add(path, attribute.name, *value);
    }
    std::move(separate).MoveTo(path, maps);
  }
  std::move(of_services).MoveTo(maps);
  return maps;
}

// "sandbox" of "tfvars/sandbox.tfvars"; nullopt: Terraform reads it for all environments.
std::optional<std::string> StemOf(const RepoPath& path) {
  std::string_view name = path.Name();
  if (name.ends_with(".json")) name.remove_suffix(5);
  name.remove_suffix(std::string_view(".tfvars").size());
  const bool is_plain = !name.empty() && std::ranges::all_of(name, [](char c) {
    return tfvars::IsLetterOrDigit(c) || c == '-' || c == '_';
  });
  if (!is_plain || Has(kForAll, name)) return std::nullopt;
  return std::string(name);
}

// The last word of a path that names an environment.
std::optional<std::string> EnvironmentIn(const RepoPath& path) {
  std::optional<std::string> found;
  std::string word;
  for (const char c : path.bytes() + "/") {
    if (tfvars::IsLetterOrDigit(c)) {
      word += c;
      continue;
    }
    if (Has(kEnvironments, tfvars::ToLower(word))) found = word;
    word.clear();
  }
  return found;
}

class Finder {
 public:
  Finder(workspace::TreeFiles& files, const TreeSurvey& survey) : files_(files), survey_(survey) {}

  std::vector<FoundEnvironment> Of(const std::vector<TagMap>& maps) {
    const auto best = std::ranges::max_element(maps, {}, &TagMap::score);
    if (best == maps.end()) return {};
    for (const TagMap& map : maps) {
      // Maps for several environments have one variable.
      if (map.variable != best->variable) continue;
      const std::optional<std::string> module = ModuleOf(map.file);
      const std::optional<std::string> stem = StemOf(map.file);
      if (stem && module) {
        Add(map, module, *stem, fmt::format("{} is called so", map.file.bytes()),
            {map.file.bytes()});
      } else if (const auto named = EnvironmentIn(map.file)) {
        Add(map, module, *named, fmt::format("{} names it", map.file.bytes()), {});
      }
    }
    if (found_.empty()) AddByModule(*best);
    std::vector<FoundEnvironment> environments;
    for (auto& [name, environment] : found_) environments.push_back(std::move(environment));
    return environments;
  }

 private:
  // For a map of which nothing tells whose it is.
  void AddByModule(const TagMap& map) {
    const std::optional<std::string> module = ModuleOf(map.file);
    if (module) {
      for (const RepoPath& file : survey_.variables) {
        const std::optional<std::string> stem = StemOf(file);
        if (!stem || ModuleOf(file) != module) continue;
        Add(map, module, *stem, fmt::format("{} is called so", file.bytes()), {file.bytes()});
      }
      if (!found_.empty()) return;
      if (const auto workspace = WorkspaceOf(*module)) {
        Add(map, module, *workspace, "its Terraform workspace is called so", {});
        found_.at(*workspace).workspace = workspace;
        return;
      }
    }
    Add(map, module, "prod", "nothing tells what it is called", {});
  }

  void Add(const TagMap& map, const std::optional<std::string>& module, const std::string& name,
           std::string why, std::vector<std::string> var_files) {
    std::optional<std::string> root;
    if (module) root = map.ForAll(*module + "/");
    if (root) root->pop_back();
    for (std::string& file : var_files) file = map.ForAll(file);
    found_.try_emplace(name, FoundEnvironment{.name = name,
                                              .why = std::move(why),
                                              .file = map.ForAll(map.file.bytes()),
                                              .variable = map.variable,
                                              .names = map.names,
                                              .terraform = root,
                                              .workspace = std::nullopt,
                                              .var_files = std::move(var_files)});
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
  return Finder(files, survey).Of(TagMapsOf(files, survey, services));
}

}  // namespace deltaplan::planner
