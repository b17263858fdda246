// Reading deltaplan.json. Every problem is recorded with its JSON pointer and reading goes on, so
// that one run shows them all.
#include "planner/config.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "graph/repo_path.h"
#include "planner/tag_pattern.h"
#include "tfvars/json_document.h"

namespace deltaplan::planner {
namespace {

using nlohmann::json;
using tfvars::PointerTo;

using Words = std::vector<std::string>;

// Which keys each live source has. Only "image_tags" can be read so far; the others are checked all
// the same.
const std::vector<std::pair<std::string, Words>>& LiveSourceKeys() {
  static const std::vector<std::pair<std::string, Words>> kKeys = {
      {"command", {"command"}},
      {"ecr", {"repository", "pattern", "profile", "region"}},
      {"ecs", {"cluster", "container", "profile", "region", "service"}},
      {"file", {"file"}},
      {"http", {"header", "pointer", "url"}},
      {"image_tags", {}},
      {"lambda", {"function", "profile", "region"}},
      {"ssm", {"parameter", "profile", "region"}},
      {"terraform_state", {"command", "file"}},
  };
  return kKeys;
}

class Reader {
 public:
  explicit Reader(ConfigProblems& problems) : problems_(problems) {}

  Config Read(const json& root) {
    Config config;
    if (!IsObject(root, "")) return config;
    CheckKeys(root, "",
              {"$schema", "version", "services", "packages", "build_inputs", "images",
               "dependencies", "ignore", "tag", "tag_pattern", "bootstrap_tags", "environments"});
    ReadVersion(root);
    ReadList(root, "services", "", [&](const json& item, const std::string& at) {
      config.services.push_back(ReadService(item, at));
    });
    if (!root.contains("services")) {
      Problem("", "The key \"services\" is missing",
              "Add it: \"services\": [{ \"path\": \"services/*\" }]");
    } else if (root["services"].is_array() && root["services"].empty()) {
      Problem("/services", "There are no services", "Name at least one.");
    }
    ReadList(root, "packages", "", [&](const json& item, const std::string& at) {
      config.packages.push_back(ReadPackage(item, at));
    });
    ReadList(root, "build_inputs", "", [&](const json& item, const std::string& at) {
      if (item.is_object()) CheckKeys(item, at, {"path"});
      if (auto path = ReadPathEntry(item, at)) config.build_inputs.push_back(std::move(*path));
    });
    ReadList(root, "images", "", [&](const json& item, const std::string& at) {
      config.images.push_back(ReadImage(item, at));
    });
    ReadDependencies(root, config);
    if (auto ignore = ReadStrings(root, "ignore", "")) config.ignore = std::move(*ignore);
    if (auto tag = ReadString(root, "tag", "")) {
      CheckTagFormat(*tag);
      config.tag = std::move(*tag);
    }
    if (auto pattern = ReadString(root, "tag_pattern", "")) {
      const auto compiled = TagPattern::Compile(*pattern);
      if (const auto* wrong = std::get_if<std::string>(&compiled)) {
        Problem("/tag_pattern", "The pattern can't be used: " + *wrong,
                "Write a Perl-compatible regular expression with a group (?<sha>...).");
      }
      config.tag_pattern = std::move(*pattern);
    }
    if (auto tags = ReadStrings(root, "bootstrap_tags", ""))
      config.bootstrap_tags = std::move(*tags);
    ReadEnvironments(root, config);
    return config;
  }

 private:
  void Problem(std::string pointer, std::string message, std::string advice = {}) {
    problems_.push_back({std::move(pointer), std::move(message), std::move(advice)});
  }

  void WrongType(const json& value, const std::string& at, const std::string& wanted) {
    Problem(at, fmt::format(
                    "This has to be {}, not {} {}", wanted,
                    std::string_view("aeiou").find(value.type_name()[0]) != std::string_view::npos
                        ? "an"
                        : "a",
                    value.type_name()));
  }

  bool IsObject(const json& value, const std::string& at) {
    if (!value.is_object()) WrongType(value, at, "an object");
    return value.is_object();
  }

  void CheckKeys(const json& object, const std::string& at, const Words& known) {
    for (const auto& [key, ignored] : object.items()) {
      if (std::ranges::find(known, key) != known.end()) continue;
      const auto nearest = NearestWord(key, known);
      Problem(PointerTo(at, key), fmt::format("Unknown key \"{}\"", key),
              nearest ? fmt::format("Did you mean \"{}\"?", *nearest)
                      : fmt::format("The keys here are: {}.", fmt::join(known, ", ")));
    }
  }

  // Calls `read(element, pointer)` for each element of the list `key`, if there is one.
  template <typename Read>
  bool ReadList(const json& object, const std::string& key, const std::string& at,
                const Read& read) {
    const auto list = object.find(key);
    if (list == object.end()) return false;
    const std::string pointer = PointerTo(at, key);
    if (!list->is_array()) {
      WrongType(*list, pointer, "a list");
      return false;
    }
    for (std::size_t i = 0; i < list->size(); ++i) read((*list)[i], PointerTo(pointer, i));
    return true;
  }

  std::optional<std::string> ReadString(const json& object, const std::string& key,
                                        const std::string& at) {
    const auto value = object.find(key);
    if (value == object.end()) return std::nullopt;
    return StringAt(*value, PointerTo(at, key));
  }

  std::optional<std::string> StringAt(const json& value, const std::string& at) {
    if (!value.is_string()) {
      WrongType(value, at, "a string");
      return std::nullopt;
    }
    auto text = value.get<std::string>();
    if (text.empty()) {
      Problem(at, "The string is empty");
      return std::nullopt;
    }
    return text;
  }

  std::optional<std::vector<std::string>> ReadStrings(const json& object, const std::string& key,
                                                      const std::string& at) {
    std::vector<std::string> strings;
    const bool found = ReadList(object, key, at, [&](const json& item, const std::string& pointer) {
      if (auto text = StringAt(item, pointer)) strings.push_back(std::move(*text));
    });
    return found ? std::optional(std::move(strings)) : std::nullopt;
  }

  std::optional<std::vector<NameReference>> ReadNames(const json& object, const std::string& key,
                                                      const std::string& at) {
    std::vector<NameReference> names;
    const bool found = ReadList(object, key, at, [&](const json& item, const std::string& pointer) {
      if (auto text = StringAt(item, pointer)) names.push_back({std::move(*text), pointer});
    });
    return found ? std::optional(std::move(names)) : std::nullopt;
  }

  std::optional<std::string> CanonicalPath(const std::string& text, const std::string& at) {
    const auto path = graph::RepoPath::Parse(text);
    if (path) return path->bytes();
    Problem(at, fmt::format("\"{}\" is no path inside the repository", text),
            "Write it relative to the repository's root, without \"..\".");
    return std::nullopt;
  }

  std::optional<PathPattern> PathAt(const json& value, const std::string& at) {
    const auto text = StringAt(value, at);
    if (!text) return std::nullopt;
    if (text->find("**") != std::string::npos) {
      Problem(at, fmt::format("\"{}\" holds \"**\", which is not supported in paths", *text),
              "\"*\" stands for one component or a part of it; a directory includes all below it.");
      return std::nullopt;
    }
    auto path = CanonicalPath(*text, at);
    if (!path) return std::nullopt;
    return PathPattern{std::move(*path), at};
  }

  std::optional<PathPattern> ReadPath(const json& object, const std::string& key,
                                      const std::string& at) {
    const auto value = object.find(key);
    if (value == object.end()) return std::nullopt;
    return PathAt(*value, PointerTo(at, key));
  }

  // A string, or an object with "path".
  std::optional<PathPattern> ReadPathEntry(const json& value, const std::string& at) {
    if (value.is_string()) return PathAt(value, at);
    if (!value.is_object()) {
      WrongType(value, at, "a path or an object with a path");
      return std::nullopt;
    }
    if (!value.contains("path")) {
      Problem(at, "The key \"path\" is missing");
      return std::nullopt;
    }
    return ReadPath(value, "path", at);
  }

  std::optional<std::vector<PathPattern>> ReadPaths(const json& object, const std::string& key,
                                                    const std::string& at) {
    std::vector<PathPattern> paths;
    const bool found = ReadList(object, key, at, [&](const json& item, const std::string& pointer) {
      if (auto path = PathAt(item, pointer)) paths.push_back(std::move(*path));
    });
    return found ? std::optional(std::move(paths)) : std::nullopt;
  }

  std::optional<bool> ReadBool(const json& object, const std::string& key, const std::string& at) {
    const auto value = object.find(key);
    if (value == object.end()) return std::nullopt;
    if (value->is_boolean()) return value->get<bool>();
    WrongType(*value, PointerTo(at, key), "true or false");
    return std::nullopt;
  }

  void ReadVersion(const json& root) {
    const auto version = root.find("version");
    if (version == root.end()) {
      Problem("", "The key \"version\" is missing", "Add it: \"version\": 1");
    } else if (!version->is_number_integer() || *version != 1) {
      Problem("/version", "This version of the configuration is not known", "Write \"version\": 1");
    }
  }

  ServiceEntry ReadService(const json& item, const std::string& at) {
    ServiceEntry entry;
    entry.pointer = at;
    if (item.is_string()) {
      entry.path = PathAt(item, at);
      return entry;
    }
    if (!item.is_object()) {
      WrongType(item, at, "a path or an object");
      return entry;
    }
    CheckKeys(item, at,
              {"name", "path", "inputs", "depends_on", "image", "always", "hold", "targets"});
    entry.name = ReadString(item, "name", at);
    entry.path = ReadPath(item, "path", at);
    if (!item.contains("name") && !item.contains("path")) {
      Problem(at, "A service needs a \"path\", or the \"name\" of an earlier entry");
    }
    if (entry.name && entry.path && entry.path->HasWildcard()) {
      Problem(PointerTo(at, "name"), "A path with \"*\" names its services after their directories",
              "Remove \"name\".");
    }
    entry.inputs = ReadPaths(item, "inputs", at);
    entry.depends_on = ReadNames(item, "depends_on", at);
    entry.image = ReadString(item, "image", at);
    entry.always = ReadBool(item, "always", at);
    if (const auto hold = item.find("hold"); hold != item.end()) {
      if (hold->is_boolean()) {
        if (hold->get<bool>()) entry.hold = "";
      } else if (hold->is_string()) {
        entry.hold = hold->get<std::string>();
      } else {
        WrongType(*hold, PointerTo(at, "hold"), "true, false or the reason");
      }
    }
    entry.targets = ReadStrings(item, "targets", at);
    return entry;
  }

  PackageEntry ReadPackage(const json& item, const std::string& at) {
    PackageEntry entry;
    entry.pointer = at;
    if (auto path = ReadPathEntry(item, at)) entry.path = std::move(*path);
    if (!item.is_object()) return entry;
    CheckKeys(item, at, {"name", "path", "inputs", "depends_on"});
    entry.name = ReadString(item, "name", at);
    if (entry.name && entry.path.HasWildcard()) {
      Problem(PointerTo(at, "name"), "A path with \"*\" names its packages after their paths",
              "Remove \"name\".");
    }
    entry.inputs = ReadPaths(item, "inputs", at).value_or(std::vector<PathPattern>());
    entry.depends_on = ReadNames(item, "depends_on", at).value_or(std::vector<NameReference>());
    return entry;
  }

  ImageEntry ReadImage(const json& item, const std::string& at) {
    ImageEntry entry;
    entry.pointer = at;
    if (!IsObject(item, at)) return entry;
    CheckKeys(item, at, {"name", "path", "inputs", "depends_on", "from"});
    if (auto name = ReadString(item, "name", at)) {
      entry.name = std::move(*name);
    } else if (!item.contains("name")) {
      Problem(at, "The key \"name\" is missing");
    }
    entry.path = ReadPath(item, "path", at);
    entry.inputs = ReadPaths(item, "inputs", at).value_or(std::vector<PathPattern>());
    entry.depends_on = ReadNames(item, "depends_on", at).value_or(std::vector<NameReference>());
    entry.from = ReadNames(item, "from", at).value_or(std::vector<NameReference>());
    return entry;
  }

  void ReadDependencies(const json& root, Config& config) {
    const auto mode = ReadString(root, "dependencies", "");
    if (!mode || *mode == "all") return;
    if (*mode == "declared") {
      config.dependencies = DependencyMode::kDeclared;
    } else if (*mode == "workspace") {
      Problem("/dependencies", "\"workspace\" is not available in this version",
              "Use \"declared\" with \"depends_on\", or \"all\".");
    } else {
      const auto nearest = NearestWord(*mode, {"all", "declared", "workspace"});
      Problem("/dependencies", fmt::format("Unknown word \"{}\"", *mode),
              nearest ? fmt::format("Did you mean \"{}\"?", *nearest)
                      : "It has to be \"all\" or \"declared\".");
    }
  }

  // The text around the placeholders must be legal in an image tag, and a SHA must be among them.
  void CheckTagFormat(const std::string& format) {
    const std::string at = "/tag";
    bool has_sha = false;
    std::string sample;
    for (std::size_t i = 0; i < format.size(); ++i) {
      if (format[i] != '{') {
        sample += format[i];
        continue;
      }
      const std::size_t close = format.find('}', i);
      if (close == std::string::npos) {
        Problem(at, "A \"{\" is not closed");
        return;
      }
      const std::string name = format.substr(i + 1, close - i - 1);
      if (name == "short_sha" || name == "sha" || IsShaWithDigits(name)) {
        has_sha = true;
      } else if (name != "service") {
        Problem(at, fmt::format("There is no placeholder {{{}}}", name),
                "There are {short_sha}, {sha}, {sha:N} with N from 4 to 40, and {service}.");
        return;
      }
      sample += 'x';
      i = close;
    }
    if (!has_sha) {
      Problem(at, "The tag holds no commit, so no later plan could tell what is live",
              "Add {short_sha} or {sha}.");
    }
    const bool legal = std::ranges::all_of(sample, [](unsigned char c) {
      return std::isalnum(c) != 0 || c == '_' || c == '.' || c == '-';
    });
    if (!legal || sample.starts_with('.') || sample.starts_with('-') || sample.size() > 80) {
      Problem(
          at, fmt::format("\"{}\" makes no legal image tag", format),
          "A tag has letters, digits, \"_\", \".\" and \"-\", does not begin with \".\" or \"-\", "
          "and has at most 128 characters.");
    }
  }

  static bool IsShaWithDigits(const std::string& name) {
    if (!name.starts_with("sha:")) return false;
    unsigned digits = 0;
    const char* end = name.data() + name.size();
    const auto [stop, error] = std::from_chars(name.data() + 4, end, digits);
    return error == std::errc() && stop == end && digits >= 4 && digits <= 40;
  }

  void ReadEnvironments(const json& root, Config& config) {
    const auto environments = root.find("environments");
    if (environments == root.end() || !IsObject(*environments, "/environments")) return;
    for (const auto& [name, value] : environments->items()) {
      const std::string at = PointerTo("/environments", name);
      EnvironmentEntry entry;
      entry.name = name;
      if (IsObject(value, at)) {
        CheckKeys(value, at, {"live", "image_tags", "terraform"});
        ReadList(value, "live", at, [&](const json& item, const std::string& pointer) {
          ReadLiveSource(item, pointer, entry);
        });
        ReadImageTags(value, at, entry);
        ReadTerraform(value, at, entry);
      }
      config.environments.push_back(std::move(entry));
    }
  }

  void ReadLiveSource(const json& item, const std::string& at, EnvironmentEntry& environment) {
    if (!IsObject(item, at)) return;
    const auto from = ReadString(item, "from", at);
    if (!from) {
      if (!item.contains("from")) Problem(at, "The key \"from\" is missing");
      return;
    }
    Words names;
    for (const auto& [name, keys] : LiveSourceKeys()) {
      names.push_back(name);
      if (name != *from) continue;
      Words known = keys;
      known.insert(known.begin(), "from");
      CheckKeys(item, at, known);
      environment.live.push_back({.pointer = at, .from = *from});
      return;
    }
    const auto nearest = NearestWord(*from, names);
    Problem(PointerTo(at, "from"), fmt::format("Unknown live source \"{}\"", *from),
            nearest ? fmt::format("Did you mean \"{}\"?", *nearest)
                    : fmt::format("There are: {}.", fmt::join(names, ", ")));
  }

  void ReadImageTags(const json& environment, const std::string& at, EnvironmentEntry& entry) {
    const auto value = environment.find("image_tags");
    if (value == environment.end()) return;
    const std::string pointer = PointerTo(at, "image_tags");
    if (!IsObject(*value, pointer)) return;
    CheckKeys(*value, pointer, {"file", "variable"});
    ImageTagsEntry map;
    if (!value->contains("file")) Problem(pointer, "The key \"file\" is missing");
    if (const auto file = ReadString(*value, "file", pointer)) {
      if (auto path = CanonicalPath(*file, PointerTo(pointer, "file"))) map.file = std::move(*path);
    }
    if (auto variable = ReadString(*value, "variable", pointer))
      map.variable = std::move(*variable);
    entry.image_tags = std::move(map);
  }

  void ReadTerraform(const json& environment, const std::string& at, EnvironmentEntry& entry) {
    const auto value = environment.find("terraform");
    if (value == environment.end()) return;
    const std::string pointer = PointerTo(at, "terraform");
    if (!IsObject(*value, pointer)) return;
    CheckKeys(*value, pointer, {"dir", "targets"});
    TerraformEntry terraform;
    if (!value->contains("dir")) Problem(pointer, "The key \"dir\" is missing");
    if (const auto dir = ReadString(*value, "dir", pointer)) {
      if (auto path = CanonicalPath(*dir, PointerTo(pointer, "dir")))
        terraform.dir = std::move(*path);
    }
    if (const auto targets = value->find("targets"); targets != value->end()) {
      if (*targets == "auto") {
        Problem(PointerTo(pointer, "targets"), "\"auto\" is not available in this version",
                "List address patterns, such as \"aws_ecs_service.service[\\\"{service}\\\"]\".");
      } else if (auto patterns = ReadStrings(*value, "targets", pointer)) {
        terraform.targets = std::move(*patterns);
      }
    }
    entry.terraform = std::move(terraform);
  }

  ConfigProblems& problems_;
};

}  // namespace

std::variant<Config, ConfigProblems> ParseConfig(std::string_view text) {
  json document;
  std::vector<tfvars::JsonProblem> broken;
  ConfigProblems problems;
  if (!tfvars::ParseJsonDocument(text, tfvars::JsonComments::kAllowed, document, broken)) {
    for (tfvars::JsonProblem& problem : broken) {
      std::string message = std::move(problem.message);
      message.front() =
          static_cast<char>(std::toupper(static_cast<unsigned char>(message.front())));
      problems.push_back({std::move(problem.pointer), std::move(message), {}});
    }
    return problems;
  }
  Config config = Reader(problems).Read(document);
  if (!problems.empty()) return problems;
  return config;
}

std::string ConfigProblemsText(std::string_view file, const ConfigProblems& problems) {
  std::string text;
  for (const ConfigProblem& problem : problems) {
    if (!text.empty()) text += '\n';
    text += fmt::format("Error: {}\n\n  in {}{}\n", problem.message, file,
                        problem.pointer.empty() ? "" : " at " + problem.pointer);
    if (!problem.advice.empty()) text += "\n" + problem.advice + "\n";
  }
  return text;
}

std::optional<std::string> NearestWord(std::string_view word,
                                       const std::vector<std::string>& known) {
  // Levenshtein distance, one row at a time; a word is near when a third of it would have to change
  // at most.
  std::optional<std::string> nearest;
  std::size_t best = word.size() / 3 + 2;
  for (const std::string& candidate : known) {
    std::vector<std::size_t> row(candidate.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
    for (std::size_t i = 0; i < word.size(); ++i) {
      std::size_t diagonal = row[0];
      row[0] = i + 1;
      for (std::size_t j = 0; j < candidate.size(); ++j) {
        const std::size_t replace = diagonal + (word[i] == candidate[j] ? 0 : 1);
        diagonal = row[j + 1];
        row[j + 1] = std::min({replace, row[j] + 1, row[j + 1] + 1});
      }
    }
    if (row.back() < best) {
      best = row.back();
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace deltaplan::planner
