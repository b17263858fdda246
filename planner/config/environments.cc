#include "planner/config/environments.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "planner/config/deploy_reader.h"
#include "planner/config/entry_texts.h"
#include "planner/model/service_environment.h"
#include "tfvars/address/address.h"
#include "tfvars/text/placeholders.h"
#include "tfvars/text/unicode.h"

namespace deltaplan::planner {
namespace {

void ReadLiveText(const LiveKey& key, const ConfigNode& node, LiveSourceEntry& entry) {
  std::optional<std::string> text;
  switch (key.placeholders) {
    case LiveKey::Placeholders::kNone:
      text = ReadString(node);
      break;
    case LiveKey::Placeholders::kEnvironment:
      text = ReadTemplate(node, {{"env", ""}});
      break;
    case LiveKey::Placeholders::kService:
      text = ReadServiceTemplate(node);
      break;
  }
  if (text) entry.texts.emplace(key.name, *std::move(text));
}

void ReadLiveList(const LiveKey& key, const ConfigNode& node, LiveSourceEntry& entry) {
  std::optional<std::vector<std::string>> list = ReadStrings(node);
  if (!list) return;
  if (list->empty() && node.value().items.empty()) node.Problem("The list is empty");
  entry.lists.emplace(key.name, std::move(*list));
}

std::optional<LiveSourceEntry> ReadLiveSource(const std::vector<LiveSourceKind>& kinds,
                                              const ConfigNode& node) {
  std::optional<ConfigObject> object = ReadObject(node);
  if (!object) return std::nullopt;
  const std::optional<ConfigNode> from_node = object->Require("from", "\"from\": \"image_tags\"");
  if (!from_node) {
    for (const LiveSourceKind& kind : kinds) {
      for (const LiveKey& key : kind.keys) object->Find(key.name);
    }
    object->RefuseOtherKeys();
    return std::nullopt;
  }
  std::optional<std::string> from = ReadString(*from_node);
  if (!from) return std::nullopt;
  const auto source = std::ranges::find(kinds, *from, &LiveSourceKind::from);
  if (source == kinds.end()) {
    std::vector<std::string> known;
    for (const LiveSourceKind& each : kinds) known.emplace_back(each.from);
    from_node->UnknownWord(fmt::format("There is no live source \"{}\"", *from), *from, known);
    return std::nullopt;
  }
  LiveSourceEntry entry{.pointer = node.pointer(), .from = std::move(*from)};
  for (const LiveKey& key : source->keys) {
    const std::optional<ConfigNode> member =
        key.required ? object->Require(key.name, fmt::format("\"{}\"", key.name))
                     : object->Find(key.name);
    if (!member) continue;
    if (key.kind == LiveKey::Kind::kList) {
      ReadLiveList(key, *member, entry);
    } else {
      ReadLiveText(key, *member, entry);
    }
  }
  object->RefuseOtherKeys();
  if (source->check != nullptr) {
    if (const std::string wrong = source->check(entry); !wrong.empty()) node.Problem(wrong);
  }
  return entry;
}

constexpr Word<tfvars::TagPlace::Form> kForms[] = {{"map", tfvars::TagPlace::Form::kMap},
                                                   {"scalar", tfvars::TagPlace::Form::kScalar},
                                                   {"json", tfvars::TagPlace::Form::kJson}};
constexpr Word<tfvars::TagPlace::Content> kContents[] = {
    {"tag", tfvars::TagPlace::Content::kTag}, {"image", tfvars::TagPlace::Content::kImage}};

// Names joined by dots. Of placeholders, those whose value depends on nothing but the service.
std::optional<std::string> ReadTagPath(const ConfigNode& node) {
  PlaceholderValues known{{"service", ""}, {"service_id", ""}};
  for (const std::string& word : node.words()) known.emplace(word, "");
  std::optional<std::string> path = ReadTemplate(node, known);
  if (path && UnknownPlaceholder(*path, known)) return std::nullopt;  // which has been told
  return path;
}

// What was written takes the place of what `field` holds.
template <typename Read, typename Field>
void Take(ConfigObject& object, std::string_view key, Read read, Field& field) {
  if (auto value = object.Get(key, read)) field = *std::move(value);
}

// A path that may be another one for each service.
std::optional<std::string> ReadServicePath(const ConfigNode& node) {
  if (!ReadServiceTemplate(node)) return std::nullopt;
  return ReadCanonicalPath(node);
}

// `given` is what counts where nothing is written: nullopt where "file" has to be.
std::optional<ImageTagsEntry> ReadImageTags(const ConfigNode& node,
                                            const std::optional<ImageTagsEntry>& given) {
  std::optional<ConfigObject> object = ReadObject(node);
  if (!object) return std::nullopt;
  ImageTagsEntry entry = given.value_or(ImageTagsEntry());
  if (!given) object->Require("file", "\"file\": \"infra/image_tags.auto.tfvars.json\"");
  Take(*object, "file", ReadServicePath, entry.file);
  Take(*object, "variable", ReadTagPath, entry.place.path);
  entry.place.words.clear();
  for (const std::string& word : node.words()) {
    if (tfvars::FindPlaceholder(entry.place.path, word)) entry.place.words[word];
  }
  Take(
      *object, "form", [](const ConfigNode& n) { return ReadWord(n, kForms); }, entry.place.form);
  Take(
      *object, "content", [](const ConfigNode& n) { return ReadWord(n, kContents); },
      entry.place.content);
  object->RefuseOtherKeys();
  if (const auto wrong = tfvars::CheckTagPlace(entry.place)) {
    object->Find("variable")
        .value_or(node)
        .Problem(fmt::format("\"{}\" does not say where tags stand: {}", entry.place.path, *wrong),
                 "Write the variable's name, or names joined by dots.");
  }
  return entry;
}

std::optional<tfvars::Target> ReadAddress(const ConfigNode& node) {
  const std::optional<std::string> text = ReadString(node);
  if (!text) return std::nullopt;
  auto parsed = tfvars::ParseTarget(*text);
  if (const auto* error = std::get_if<tfvars::AddressError>(&parsed)) {
    node.Problem(fmt::format("\"{}\" is no Terraform address: {} (column {})", *text,
                             error->message, error->column),
                 "Write it as Terraform prints it: module.a, aws_x.y, or aws_x.y[\"k\"].");
    return std::nullopt;
  }
  return std::get<tfvars::Target>(std::move(parsed));
}

// What -var takes for a variable: a text, a number, true or false.
std::optional<std::string> ReadVariableText(const ConfigNode& node) {
  using Kind = ConfigNode::Kind;
  if (node.Is(Kind::kBool)) return node.value().boolean ? "true" : "false";
  if (node.Is(Kind::kNumber)) return node.value().string;
  if (node.Is(Kind::kString)) {
    return node.value().string.empty() ? std::string() : ReadServiceTemplate(node);
  }
  node.Problem("Expected a string, a number, true or false",
               "Write lists and objects as text in Terraform's language, or into a file of "
               "\"var_files\".");
  return std::nullopt;
}

std::optional<std::map<std::string, std::string>> ReadVars(const ConfigNode& node) {
  if (!ReadObject(node)) return std::nullopt;
  std::map<std::string, std::string> vars;
  for (const tfvars::JsonMember& member : node.value().members) {
    const ConfigNode value = node.Member(member.name, member.value);
    if (member.name.empty() || tfvars::IdentifierSize(member.name) != member.name.size()) {
      value.Problem(fmt::format("\"{}\" is no name of a variable", member.name));
    }
    if (std::optional<std::string> text = ReadVariableText(value)) {
      vars.emplace(member.name, *std::move(text));
    }
  }
  return vars;
}

// `entry` is what counts where nothing is written.
std::optional<TerraformEntry> ReadTerraform(const ConfigNode& node, TerraformEntry entry) {
  std::optional<ConfigObject> object = ReadObject(node);
  if (!object) return std::nullopt;
  TerraformRoot& root = entry.root;
  Take(*object, "dir", ReadServicePath, root.dir);
  Take(*object, "workspace", ReadServiceTemplate, root.workspace);
  Take(
      *object, "var_files", [](const ConfigNode& n) { return ReadList(n, ReadServicePath); },
      root.var_files);
  Take(*object, "vars", ReadVars, root.vars);
  root.is_complete = root.is_complete || object->Find("var_files") || object->Find("vars");
  Take(*object, "targets", ReadTargets, entry.targets);
  Take(
      *object, "allow", [](const ConfigNode& n) { return ReadList(n, ReadAddress); }, entry.allow);
  Take(*object, "allow_attributes", ReadStrings, entry.allow_attributes);
  Take(*object, "data_types", ReadStrings, entry.data_types);
  object->RefuseOtherKeys();
  return entry;
}

std::optional<std::string> ReadRepository(const ConfigNode& node) {
  std::optional<std::string> text = ReadTemplate(node, {{"env", ""}, {"image", ""}});
  if (text && !tfvars::FindPlaceholder(*text, "image")) {
    node.Problem("All images would share one repository",
                 "Let it end with the image's name, like registry.example.com/platform/{image}.");
  }
  return text;
}

// `entry` is what counts where nothing is written.
std::optional<EcsEntry> ReadEcs(const ConfigNode& node, EcsEntry entry) {
  std::optional<ConfigObject> object = ReadObject(node);
  if (!object) return std::nullopt;
  Take(*object, "cluster", ReadServiceTemplate, entry.cluster);
  Take(*object, "service", ReadServiceTemplate, entry.service);
  Take(*object, "family", ReadServiceTemplate, entry.family);
  Take(*object, "container", ReadServiceTemplate, entry.container);
  object->RefuseOtherKeys();
  return entry;
}

// What may be said of an environment, and otherwise of one of its services.
void ReadRolling(ConfigObject& object, EnvironmentEntry& entry) {
  if (const std::optional<ConfigNode> image_tags = object.Find("image_tags")) {
    entry.image_tags = ReadImageTags(*image_tags, entry.image_tags);
    if (entry.image_tags) {
      entry.image_tags->file = FillPlaceholders(entry.image_tags->file, {{"env", entry.name}});
    }
  }
  if (const std::optional<ConfigNode> terraform = object.Find("terraform")) {
    entry.terraform = ReadTerraform(*terraform, entry.terraform.value_or(TerraformEntry()));
    if (entry.terraform) FillRoot({{"env", entry.name}}, entry.terraform->root);
  }
  Take(
      object, "ecs", [&](const ConfigNode& node) { return ReadEcs(node, entry.ecs); }, entry.ecs);
}

std::optional<std::vector<LiveSourceEntry>> ReadLive(const std::vector<LiveSourceKind>& kinds,
                                                     const ConfigNode& node) {
  return ReadList(node, [&](const ConfigNode& source) { return ReadLiveSource(kinds, source); });
}

// Whoever is asked for the tag map has to have one.
void CheckHasMap(const EnvironmentEntry& entry, ConfigObject& object) {
  const bool needs_map =
      std::ranges::find(entry.live, "image_tags", &LiveSourceEntry::from) != entry.live.end();
  if (!needs_map || entry.image_tags) return;
  object.RequireOneOf({"image_tags"},
                      "Live tags come from the tag map, but \"image_tags\" is missing",
                      "Add \"image_tags\": { \"file\": \"infra/image_tags.auto.tfvars.json\" }.");
}

std::optional<std::vector<ServiceException>> ReadExceptions(
    const std::vector<LiveSourceKind>& kinds, const ConfigNode& node,
    const EnvironmentEntry& environment) {
  if (!ReadObject(node)) return std::nullopt;
  std::vector<ServiceException> exceptions;
  for (const tfvars::JsonMember& member : node.value().members) {
    const ConfigNode own = node.Member(member.name, member.value);
    std::optional<ConfigObject> object = ReadObject(own);
    if (!object) continue;
    ServiceException exception{
        .pointer = own.pointer(), .service = member.name, .environment = environment};
    if (exception.environment.terraform) exception.environment.terraform->targets = {};
    if (const std::optional<ConfigNode> live = object->Find("live")) {
      exception.environment.live = ReadLive(kinds, *live).value_or(std::vector<LiveSourceEntry>());
      exception.has_own_live = true;
    }
    if (const std::optional<ConfigNode> repository = object->Find("repository")) {
      exception.environment.repository = ReadRepository(*repository);
    }
    ReadRolling(*object, exception.environment);
    if (exception.has_own_live) CheckHasMap(exception.environment, *object);
    object->RefuseOtherKeys();
    exceptions.push_back(std::move(exception));
  }
  return exceptions;
}

EnvironmentEntry ReadEnvironment(const std::vector<LiveSourceKind>& kinds, const std::string& name,
                                 const ConfigNode& node) {
  EnvironmentEntry entry;
  entry.name = name;
  if (name.empty()) node.Problem("The name of the environment is empty");
  std::optional<ConfigObject> object = ReadObject(node);
  if (!object) return entry;
  if (const std::optional<ConfigNode> live = object->Find("live")) {
    entry.live = ReadLive(kinds, *live).value_or(std::vector<LiveSourceEntry>());
  }
  entry.repository = object->Get("repository", ReadRepository);
  ReadRolling(*object, entry);
  entry.deploy = object->Get("deploy", ReadDeploy).value_or(DeployEntry());
  entry.allow_diverged = object->Get("allow_diverged", ReadBool).value_or(false);
  if (const std::optional<ConfigNode> services = object->Find("services")) {
    entry.exceptions =
        ReadExceptions(kinds, *services, entry).value_or(std::vector<ServiceException>());
  }
  CheckHasMap(entry, *object);
  object->RefuseOtherKeys();
  return entry;
}

}  // namespace

std::optional<std::vector<EnvironmentEntry>> ReadEnvironments(
    const std::vector<LiveSourceKind>& kinds, const ConfigNode& node) {
  if (!ReadObject(node)) return std::nullopt;
  std::vector<EnvironmentEntry> environments;
  for (const tfvars::JsonMember& member : node.value().members) {
    environments.push_back(
        ReadEnvironment(kinds, member.name, node.Member(member.name, member.value)));
  }
  return environments;
}

}  // namespace deltaplan::planner
