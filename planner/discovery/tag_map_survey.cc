#include "planner/discovery/tag_map_survey.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <optional>
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

bool IsImage(std::string_view text) {
  const std::size_t slash = text.find('/');
  return slash != std::string_view::npos && text.find_first_of(":@", slash) != text.npos;
}

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
    if (IsImage(*text)) map.images.emplace(member.name, *text);
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
               .score = members->size(),
               .is_scalar = true};
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
      maps.push_back({.file = file,
                      .variable = variable,
                      .names = std::move(names),
                      .score = score,
                      .is_scalar = true});
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

// The part of a path that is called like a service, in the path's spelling: the last of its
// directories, or its file up to the first dot. nullopt: none is.
std::optional<std::string> ServiceNamedIn(const RepoPath& file,
                                          const std::set<std::string>& services) {
  std::string_view rest = file.bytes();
  std::optional<std::string> found;
  for (bool is_file = false; !is_file;) {
    const std::size_t slash = rest.find('/');
    is_file = slash == std::string_view::npos;
    const std::string_view part = is_file ? rest.substr(0, rest.find('.')) : rest.substr(0, slash);
    if (services.contains(NormalName(part))) found = part;
    if (!is_file) rest.remove_prefix(slash + 1);
  }
  return found;
}

// A file for each service, with its tag alone: several of them that lie alike but for the service's
// name. The variable may have it, too.
class FilesOfServices {
 public:
  explicit FilesOfServices(const std::set<std::string>& services) : services_(services) {}

  void Add(const RepoPath& file, const std::string& variable, const tfvars::Value& value) {
    if (!IsTagOfACommit(&value)) return;
    const std::optional<std::string> service = ServiceNamedIn(file, services_);
    if (!service) return;
    const std::string pattern = PatternOf(variable, *service);
    if (pattern.empty()) return;
    const std::string place = WithServiceHole(file.bytes(), *service);
    auto [map, is_new] = maps_.try_emplace({place, pattern});
    if (is_new) {
      map->second = {.file = file, .variable = pattern, .names = {}, .service = *service};
    }
    map->second.names.push_back(*service);
  }

  void MoveTo(std::vector<TagMap>& maps) && {
    for (auto& [place, map] : maps_) {
      map.score = map.names.size();
      map.is_scalar = true;
      if (map.score >= std::min<std::size_t>(2, services_.size())) maps.push_back(std::move(map));
    }
  }

 private:
  // What the variable is called in the files of all services; "": no such variable.
  static std::string PatternOf(const std::string& variable, const std::string& service) {
    if (Has(kTagNames, variable) || Has(kTagSettings, variable)) return variable;
    for (const std::string_view before : kBefore) {
      if (variable == std::string(before) + service) return std::string(before) + "{service}";
    }
    for (const std::string_view behind : kBehind) {
      if (variable == service + std::string(behind)) return "{service}" + std::string(behind);
    }
    return {};
  }

  const std::set<std::string>& services_;
  std::map<std::pair<std::string, std::string>, TagMap> maps_;  // by place and variable
};

}  // namespace

std::string WithServiceHole(std::string_view path, std::string_view service) {
  std::string result;
  while (true) {
    const std::size_t slash = path.find('/');
    const bool is_file = slash == std::string_view::npos;
    const std::string_view part = path.substr(0, slash);
    const std::string_view name = is_file ? part.substr(0, part.find('.')) : part;
    result += name == service ? "{service}" : name;
    result += part.substr(name.size());
    if (is_file) return result;
    result += '/';
    path.remove_prefix(slash + 1);
  }
}

std::string TagMap::ForAll(std::string_view path) const {
  return service.empty() ? std::string(path) : WithServiceHole(path, service);
}

std::vector<TagMap> FindTagMaps(workspace::TreeFiles& files, const TreeSurvey& survey,
                                const std::set<std::string>& services) {
  std::set<std::string> normal;
  for (const std::string& name : services) normal.insert(NormalName(name));
  std::vector<TagMap> maps;
  FilesOfServices of_services(normal);
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
      if (services.size() == 1 && Has(kTagNames, attribute.name) && IsTagOfACommit(&*value)) {
        maps.push_back({.file = path,
                        .variable = attribute.name,
                        .names = {*services.begin()},
                        .score = 1,
                        .is_scalar = true});
      }
      separate.Add(attribute.name, *value);
      of_services.Add(path, attribute.name, *value);
    }
    std::move(separate).MoveTo(path, maps);
  }
  std::move(of_services).MoveTo(maps);
  return maps;
}

}  // namespace deltaplan::planner
