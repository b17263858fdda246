#include "planner/config/environments.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "planner/config/deploy_reader.h"
#include "planner/config/entry_texts.h"
#include "tfvars/address/address.h"

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
  if (!from_node) return std::nullopt;
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

std::optional<ImageTagsEntry> ReadImageTags(const ConfigNode& node) {
  std::optional<ConfigObject> object = ReadObject(node);
  if (!object) return std::nullopt;
  ImageTagsEntry entry;
  const std::optional<std::string> file = object->GetRequired(
      "file", "\"file\": \"infra/image_tags.auto.tfvars.json\"", ReadCanonicalPath);
  entry.place.path = object->Get("variable", ReadTagPath).value_or(entry.place.path);
  for (const std::string& word : node.words()) {
    if (entry.place.path.find("{" + word + "}") != std::string::npos) entry.place.words[word];
  }
  entry.place.form = object->Get("form", [](const ConfigNode& n) { return ReadWord(n, kForms); })
                         .value_or(entry.place.form);
  entry.place.content =
      object->Get("content", [](const ConfigNode& n) { return ReadWord(n, kContents); })
          .value_or(entry.place.content);
  object->RefuseOtherKeys();
  if (const auto wrong = tfvars::CheckTagPlace(entry.place)) {
    object->Find("variable")
        .value_or(node)
        .Problem(fmt::format("\"{}\" does not say where tags stand: {}", entry.place.path, *wrong),
                 "Write the variable's name, or names joined by dots.");
  }
  entry.file = file.value_or("");
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

std::optional<TerraformEntry> ReadTerraform(const ConfigNode& node) {
  std::optional<ConfigObject> object = ReadObject(node);
  if (!object) return std::nullopt;
  TerraformEntry entry;
  entry.dir = object->Get("dir", ReadCanonicalPath).value_or("");
  entry.targets = object->Get("targets", ReadTargets).value_or(TargetRule());
  if (const std::optional<ConfigNode> allow = object->Find("allow")) {
    entry.allow = ReadList(*allow, ReadAddress).value_or(std::vector<tfvars::Target>());
  }
  entry.allow_attributes =
      object->Get("allow_attributes", ReadStrings).value_or(std::vector<std::string>());
  entry.data_types = object->Get("data_types", ReadStrings).value_or(std::vector<std::string>());
  entry.workspace = object->Get("workspace", ReadString);
  if (const std::optional<ConfigNode> files = object->Find("var_files")) {
    entry.var_files = ReadList(*files, ReadCanonicalPath).value_or(std::vector<std::string>());
  }
  object->RefuseOtherKeys();
  return entry;
}

std::optional<std::string> ReadRepository(const ConfigNode& node) {
  std::optional<std::string> text = ReadTemplate(node, {{"env", ""}, {"image", ""}});
  if (text && text->find("{image}") == std::string::npos) {
    node.Problem("All images would share one repository",
                 "Let it end with the image's name, like registry.example.com/platform/{image}.");
  }
  return text;
}

std::optional<EcsEntry> ReadEcs(const ConfigNode& node) {
  std::optional<ConfigObject> object = ReadObject(node);
  if (!object) return std::nullopt;
  EcsEntry entry{.cluster = object->Get("cluster", ReadServiceTemplate),
                 .service = object->Get("service", ReadServiceTemplate),
                 .family = object->Get("family", ReadServiceTemplate),
                 .container = object->Get("container", ReadServiceTemplate)};
  object->RefuseOtherKeys();
  return entry;
}

EnvironmentEntry ReadEnvironment(const std::vector<LiveSourceKind>& kinds, const std::string& name,
                                 const ConfigNode& node) {
  EnvironmentEntry entry;
  entry.name = name;
  if (name.empty()) node.Problem("The name of the environment is empty");
  std::optional<ConfigObject> object = ReadObject(node);
  if (!object) return entry;
  if (const std::optional<ConfigNode> live = object->Find("live")) {
    entry.live = ReadList(*live, [&](const ConfigNode& source) {
                   return ReadLiveSource(kinds, source);
                 }).value_or(std::vector<LiveSourceEntry>());
  }
  entry.image_tags = object->Get("image_tags", ReadImageTags);
  entry.terraform = object->Get("terraform", ReadTerraform);
  entry.repository = object->Get("repository", ReadRepository);
  entry.ecs = object->Get("ecs", ReadEcs).value_or(EcsEntry());
  entry.deploy = object->Get("deploy", ReadDeploy).value_or(DeployEntry());
  entry.allow_diverged = object->Get("allow_diverged", ReadBool).value_or(false);
  object->RefuseOtherKeys();
  const bool needs_map =
      std::ranges::find(entry.live, "image_tags", &LiveSourceEntry::from) != entry.live.end();
  if (needs_map && !object->Find("image_tags")) {
    node.Problem("Live tags come from the tag map, but \"image_tags\" is missing",
                 "Add \"image_tags\": { \"file\": \"infra/image_tags.auto.tfvars.json\" }.");
  }
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
