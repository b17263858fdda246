// deltaplan.json, from the top down: one function for each kind of entry.
#include "planner/config/parse.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <utility>

#include "graph/repo_path.h"
#include "planner/config/entry_texts.h"
#include "planner/config/environments.h"
#include "planner/config/placeholder_checks.h"
#include "planner/config/reader.h"
#include "planner/config/required_version.h"
#include "planner/config/tag_format.h"
#include "planner/model/placeholders.h"
#include "planner/model/tag_pattern.h"
#include "tfvars/address/target_pattern.h"
#include "tfvars/text/placeholders.h"

namespace deltaplan::planner {
namespace {

using Kind = ConfigNode::Kind;
using tfvars::JsonDocument;
using tfvars::JsonMember;
using tfvars::JsonSyntaxError;

std::optional<PathPattern> ReadPath(const ConfigNode& node) {
  std::optional<std::string> path = ReadCanonicalPath(node);
  if (!path) return std::nullopt;
  if (path->find("**") != std::string::npos) {
    node.Problem("\"**\" is not supported in paths",
                 "\"*\" stands for one component or a part of it; a directory includes all that "
                 "is below it.");
    return std::nullopt;
  }
  return PathPattern{.text = std::move(*path), .pointer = node.pointer()};
}

std::optional<std::vector<PathPattern>> ReadPaths(const ConfigNode& node) {
  return ReadList(node, ReadPath);
}

std::optional<std::vector<NameReference>> ReadReferences(const ConfigNode& node) {
  return ReadList(node, [](const ConfigNode& item) -> std::optional<NameReference> {
    std::optional<std::string> name = ReadString(item);
    if (!name) return std::nullopt;
    return NameReference{.name = std::move(*name), .pointer = item.pointer()};
  });
}

std::optional<Hold> ReadHold(const ConfigNode& node) {
  if (node.Is(Kind::kBool)) return Hold{.held = node.value().boolean, .why = {}};
  if (!node.Is(Kind::kString)) {
    node.WrongType("true, false or the reason as a string");
    return std::nullopt;
  }
  std::optional<std::string> why = ReadString(node);
  if (!why) return std::nullopt;
  return Hold{.held = true, .why = std::move(*why)};
}

// A pattern can't share one name among all that it matches.
void CheckName(const std::optional<std::string>& name, const std::optional<PathPattern>& path,
               ConfigObject& object) {
  if (name && path && path->HasWildcard()) {
    object.Find("name")->Problem("A path with \"*\" can't have a name: it may match several",
                                 "Remove \"name\", or write the path out.");
  }
}

// What is built elsewhere has nothing here that it could be built from.
void CheckExternal(const ServiceEntry& entry, ConfigObject& object) {
  if (!entry.external.value_or(false)) return;
  object.RequireOneOf({"name"}, "A service that is built elsewhere needs a \"name\"",
                      "Add \"name\": \"legacy\", for example.");
  if (const std::optional<ConfigNode> path = object.Find("path")) {
    path->Problem("What is built elsewhere has no \"path\"", "Remove it, or \"external\".");
  }
}

std::optional<ServiceEntry> ReadService(const ConfigNode& node) {
  ServiceEntry entry;
  entry.pointer = node.pointer();
  if (node.Is(Kind::kString)) {
    entry.path = ReadPath(node);
    return entry;
  }
  std::optional<ConfigObject> object = ReadObject(node, "a path or an object");
  if (!object) return std::nullopt;
  entry.name = object->Get("name", ReadString);
  entry.path = object->Get("path", ReadPath);
  entry.inputs = object->Get("inputs", ReadPaths);
  entry.depends_on = object->Get("depends_on", ReadReferences);
  entry.image = object->Get("image", ReadString);
  entry.always = object->Get("always", ReadBool);
  entry.hold = object->Get("hold", ReadHold);
  entry.targets = object->Get("targets", ReadTargets);
  entry.restart_with = object->Get("restart_with", ReadReferences);
  entry.placeholders = object->Get("placeholders", ReadPlaceholders).value_or(PlaceholderTexts());
  entry.external = object->Get("external", ReadBool);
  entry.dev = object->Get("dev", ReadBool);
  entry.manifest = object->Get("manifest", ReadCanonicalPath);
  CheckExternal(entry, *object);
  if (!entry.external.value_or(false)) {
    object->RequireOneOf({"path", "name"},
                         "A service needs a \"path\", or the \"name\" of an earlier one",
                         "Add { \"path\": \"services/api\" }.");
  }
  object->RefuseOtherKeys();
  CheckName(entry.name, entry.path, *object);
  return entry;
}

std::optional<PackageEntry> ReadPackage(const ConfigNode& node) {
  PackageEntry entry;
  entry.pointer = node.pointer();
  std::optional<PathPattern> path;
  if (node.Is(Kind::kString)) {
    path = ReadPath(node);
  } else {
    std::optional<ConfigObject> object = ReadObject(node, "a path or an object");
    if (!object) return std::nullopt;
    path = object->GetRequired("path", "\"path\": \"packages/common\"", ReadPath);
    entry.name = object->Get("name", ReadString);
    entry.inputs = object->Get("inputs", ReadPaths);
    entry.depends_on = object->Get("depends_on", ReadReferences);
    object->RefuseOtherKeys();
    CheckName(entry.name, path, *object);
  }
  if (!path) return std::nullopt;
  entry.path = std::move(*path);
  return entry;
}

std::optional<PathPattern> ReadBuildInput(const ConfigNode& node) {
  if (node.Is(Kind::kString)) return ReadPath(node);
  std::optional<ConfigObject> object = ReadObject(node, "a path or an object");
  if (!object) return std::nullopt;
  std::optional<PathPattern> path =
      object->GetRequired("path", "\"path\": \"pnpm-lock.yaml\"", ReadPath);
  object->RefuseOtherKeys();
  return path;
}

const PlaceholderValues kImagePlaceholder{{"image", ""}};

std::optional<std::string> ReadBuildPath(const ConfigNode& node) {
  if (!ReadTemplate(node, kImagePlaceholder)) return std::nullopt;
  return ReadCanonicalPath(node);
}

std::optional<std::map<std::string, std::string>> ReadBuildArgs(const ConfigNode& node) {
  if (!ReadObject(node)) return std::nullopt;
  std::map<std::string, std::string> args;
  for (const JsonMember& member : node.value().members) {
    const ConfigNode value = node.Member(member.name, member.value);
    if (member.name.empty() || member.name.find('=') != std::string::npos) {
      value.Problem("This can't be the name of a build argument",
                    "A name is not empty and holds no \"=\".");
    }
    if (value.Is(Kind::kString) && value.value().string.empty()) {
      args.emplace(member.name, "");
    } else if (std::optional<std::string> text = ReadTemplate(value, kImagePlaceholder)) {
      args.emplace(member.name, *std::move(text));
    }
  }
  return args;
}

std::optional<BuildEntry> ReadBuild(const ConfigNode& node) {
  std::optional<ConfigObject> object = ReadObject(node);
  if (!object) return std::nullopt;
  BuildEntry entry;
  entry.pointer = node.pointer();
  entry.context = object->Get("context", ReadBuildPath).value_or("");
  entry.dockerfile = object->Get("dockerfile", ReadBuildPath);
  entry.target = object->Get(
      "target", [](const ConfigNode& text) { return ReadTemplate(text, kImagePlaceholder); });
  entry.args = object->Get("args", ReadBuildArgs).value_or(std::map<std::string, std::string>());
  object->RefuseOtherKeys();
  return entry;
}

std::optional<ImageEntry> ReadImage(const ConfigNode& node) {
  std::optional<ConfigObject> object = ReadObject(node);
  if (!object) return std::nullopt;
  ImageEntry entry;
  entry.pointer = node.pointer();
  const std::optional<std::string> name =
      object->GetRequired("name", "\"name\": \"base\"", ReadString);
  entry.path = object->Get("path", ReadPath);
  entry.inputs = object->Get("inputs", ReadPaths).value_or(std::vector<PathPattern>());
  entry.depends_on =
      object->Get("depends_on", ReadReferences).value_or(std::vector<NameReference>());
  entry.from = object->Get("from", ReadReferences).value_or(std::vector<NameReference>());
  entry.build = object->Get("build", ReadBuild);
  object->RefuseOtherKeys();
  if (!name) return std::nullopt;
  entry.name = *name;
  return entry;
}

std::optional<DependencyMode> ReadDependencies(const ConfigNode& node) {
  const std::optional<std::string> mode = ReadString(node);
  if (!mode) return std::nullopt;
  if (*mode == "all") return DependencyMode::kAll;
  if (*mode == "declared") return DependencyMode::kDeclared;
  if (*mode == "workspace") return DependencyMode::kWorkspace;
  node.UnknownWord(fmt::format("There are no dependencies \"{}\"", *mode), *mode,
                   {"all", "declared", "workspace"});
  return std::nullopt;
}

// True for "precise".
std::optional<bool> ReadLockfileMode(const ConfigNode& node) {
  const std::optional<std::string> mode = ReadString(node);
  if (!mode) return std::nullopt;
  if (*mode == "whole") return false;
  if (*mode == "precise") return true;
  node.UnknownWord(fmt::format("There is no lockfile \"{}\"", *mode), *mode, {"whole", "precise"});
  return std::nullopt;
}

void ReadWorkspace(ConfigObject& root, Config& config) {
  WorkspaceEntry& workspace = config.workspace;
  workspace.precise = root.Get("lockfile", ReadLockfileMode).value_or(workspace.precise);
  const bool is_of_use = ReadsManifests(config);
  const auto read = [&](std::string_view key, auto reader, auto& field) {
    const std::optional<ConfigNode> node = root.Find(key);
    if (!node) return;
    if (auto value = reader(*node)) field = *std::move(value);
    if (is_of_use) return;
    // It would be written for nothing, which nobody means.
    node->Problem(fmt::format("\"{}\" is of no use here: no manifest is read", key),
                  "Write \"dependencies\": \"workspace\" or \"lockfile\": \"precise\", or remove "
                  "it.");
  };
  read("dev", ReadBool, workspace.dev);
  read("root", ReadBool, workspace.root);
  read("ignore_packages", ReadStrings, workspace.ignore_packages);
}

std::optional<std::string> ReadTag(const ConfigNode& node) {
  std::optional<std::string> format = ReadString(node);
  if (!format) return std::nullopt;
  if (std::optional<TagFormatProblem> problem = CheckTagFormat(*format, node.words())) {
    node.Problem(std::move(problem->message), std::move(problem->advice));
    return std::nullopt;
  }
  return format;
}

std::optional<std::string> ReadTagPattern(const ConfigNode& node) {
  std::optional<std::string> pattern = ReadString(node);
  if (!pattern) return std::nullopt;
  const auto compiled = TagPattern::Compile(*pattern);
  if (const auto* wrong = std::get_if<std::string>(&compiled)) {
    node.Problem(
        "The pattern can't be used: " + *wrong,
        "Write a Perl-compatible regular expression with a group (?<sha>...), or (?<ref>...) for "
        "the git tag that names the commit.");
    return std::nullopt;
  }
  return pattern;
}

std::optional<std::string> ReadTagRef(const ConfigNode& node) {
  std::optional<std::string> format = ReadTemplate(node, {{"ref", ""}});
  if (format && !tfvars::FindPlaceholder(*format, "ref")) {
    node.Problem("All tags would name one git tag", "Write what is made of it: \"v{ref}\".");
    return std::nullopt;
  }
  return format;
}

// False: it has another version, and with it other keys, so nothing else is said of it.
bool HasKnownVersion(ConfigObject& root) {
  const std::optional<ConfigNode> version = root.Require("version", "\"version\": 1");
  if (!version) return true;
  if (!version->Is(Kind::kNumber)) {
    version->WrongType("the number 1");
    return true;
  }
  if (version->value().number == 1) return true;
  version->Problem(
      fmt::format("Version {} of the configuration is not known", version->value().number),
      "This deltaplan reads version 1.");
  return false;
}

// False: it is written for other versions, which may know other keys, so nothing else is said of
// it.
bool IsForThisVersion(ConfigObject& root) {
  const std::optional<ConfigNode> node = root.Find("required_version");
  if (!node) return true;
  const std::optional<std::string> constraints = ReadString(*node);
  if (!constraints) return true;
  const std::optional<bool> meets = Meets(ProgramVersion(), *constraints);
  if (!meets) {
    node->Problem(fmt::format("\"{}\" is no version constraint", *constraints),
                  "Write it as Terraform does: \">= 0.3\", \"~> 1.2\", \">= 0.3, < 2.0\".");
  } else if (!*meets) {
    node->Problem(fmt::format("The configuration is for deltaplan {}; this is {}", *constraints,
                              ProgramVersion()),
                  "Install a version that fits.");
    return false;
  }
  return true;
}

Config ReadConfig(const std::vector<LiveSourceKind>& kinds, ConfigObject& root) {
  Config config;
  root.Get("$schema", ReadString);  // for editors
  const bool is_known = HasKnownVersion(root);
  if (!IsForThisVersion(root) || !is_known) return config;
  config.placeholders = root.Get("placeholders", ReadDefinitions).value_or(PlaceholderTexts());
  if (const std::optional<ConfigNode> services =
          root.Require("services", "\"services\": [\"services/*\"]")) {
    config.services = ReadList(*services, ReadService).value_or(std::vector<ServiceEntry>());
    if (services->Is(Kind::kArray) && services->value().items.empty()) {
      services->Problem("There are no services", "Add \"services/*\", for example.");
    }
  }
  const auto read = [&root](std::string_view key, auto reader, auto& field) {
    if (auto value = root.Get(key, reader)) field = *std::move(value);
  };
  const auto list_of = [](auto reader) {
    return [reader](const ConfigNode& node) { return ReadList(node, reader); };
  };
  read("packages", list_of(ReadPackage), config.packages);
  read("build_inputs", list_of(ReadBuildInput), config.build_inputs);
  read("images", list_of(ReadImage), config.images);
  if (auto build = root.Get("build", ReadBuild)) config.build = *std::move(build);
  read("dependencies", ReadDependencies, config.dependencies);
  config.says_dependencies = root.Find("dependencies").has_value();
  ReadWorkspace(root, config);
  read("ignore", ReadStrings, config.ignore);
  read("tag", ReadTag, config.tag);
  read("tag_pattern", ReadTagPattern, config.tag_pattern);
  read("tag_ref", ReadTagRef, config.tag_ref);
  read("bootstrap_tags", ReadStrings, config.bootstrap_tags);
  read("moving_tags", ReadStrings, config.moving_tags);
  read(
      "environments", [&](const ConfigNode& node) { return ReadEnvironments(kinds, node); },
      config.environments);
  root.RefuseOtherKeys();
  return config;
}

ConfigProblem SyntaxProblem(JsonSyntaxError error) {
  ConfigProblem problem{.pointer = "", .message = "Invalid JSON: " + error.message, .advice = ""};
  problem.excerpt = std::move(error.place);
  return problem;
}

}  // namespace

std::variant<Config, ConfigProblems> ParseConfig(const std::vector<LiveSourceKind>& live_kinds,
                                                 std::string_view text) {
  auto parsed = tfvars::ParseJson(text, tfvars::JsonComments::kAllowed);
  if (auto* error = std::get_if<JsonSyntaxError>(&parsed)) {
    return ConfigProblems{SyntaxProblem(std::move(*error))};
  }
  const auto& document = std::get<JsonDocument>(parsed);
  ConfigReading reading;
  for (const std::string& pointer : document.doubled) {
    reading.problems.push_back(
        {pointer, "This key stands there more than once", "Keep one of them."});
  }
  std::optional<ConfigObject> root = ReadObject(ConfigNode(document.root, "", reading));
  Config config;
  if (root) {
    if (const tfvars::JsonValue* placeholders = document.root.Find("placeholders")) {
      reading.words = DefinedWords(*placeholders);
    }
    config = ReadConfig(live_kinds, *root);
  }
  if (auto circle = CircleProblem(config.placeholders)) reading.problems.push_back(*circle);
  if (!reading.problems.empty()) return std::move(reading.problems);
  return config;
}

}  // namespace deltaplan::planner
