// deltaplan tags get|set|diff: the tag map of an environment.
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "planner/commands/commands.h"
#include "planner/commands/session.h"
#include "planner/report/quote.h"
#include "planner/report/tags_report.h"
#include "planner/tag.h"
#include "planner/tag_map_file.h"
#include "tfvars/json_value.h"
#include "tfvars/tag_carrier.h"

namespace deltaplan::planner {
namespace {

using tfvars::JsonValue;
using tfvars::TagMap;

struct Opened {
  std::unique_ptr<Session> session;
  std::vector<std::string> services;  // of the configuration, sorted
  const ImageTagsEntry* entry = nullptr;
};

Result<Opened> Open(const Options& options, const Ports& ports) {
  Result<std::unique_ptr<Session>> session = OpenSession(options, ports);
  if (!session) return std::move(session).error();
  Opened opened{.session = std::move(*session), .services = {}};
  for (const Service& service : opened.session->platform.services) {
    opened.services.push_back(service.name);
  }
  const EnvironmentEntry* environment = opened.session->environment;
  if (environment == nullptr || !environment->image_tags) {
    return Error{
        .message = environment == nullptr
                       ? "the configuration has no environment, so there is no tag map"
                       : fmt::format("environment '{}' names no tag map", environment->name),
        .causes = {},
        .remedy = "Add \"image_tags\": { \"file\": ... } to an environment."};
  }
  opened.entry = &*environment->image_tags;
  return opened;
}

std::optional<std::string> Find(const TagMap& tags, const std::string& service) {
  const auto found = tags.find(service);
  return found == tags.end() ? std::nullopt : std::optional(found->second);
}

std::string Shown(const Opened& opened, const Options& options,
                  const std::vector<TagChange>& changes, bool written) {
  if (options.format != Format::kJson) return TagChangesText(changes);
  return TagChangesJson(opened.session->environment->name, opened.entry->file, changes, written);
}

// What a plan says about tags.
struct PlannedTags {
  std::string shown;  // the file, for messages
  TagMap after;
  std::optional<TagMap> before;  // the map that it was made from
};

Result<TagMap> TagsIn(const JsonValue& object, const std::string& shown) {
  TagMap tags;
  for (const tfvars::JsonMember& member : object.members) {
    if (member.value.kind != JsonValue::Kind::kString) {
      return Error{.message = fmt::format("'{}' is no plan of deltaplan", shown),
                   .causes = {fmt::format("the tag of '{}' is no string", member.name)},
                   .remedy = "Name the directory that was given to --out."};
    }
    tags.emplace(member.name, member.value.string);
  }
  return tags;
}

Result<PlannedTags> ReadPlan(const std::string& from, const std::string& environment,
                             Files& files) {
  PlannedTags planned{.shown = from.ends_with(".json") ? from : from + "/plan.json",
                      .after = {},
                      .before = std::nullopt};
  Result<std::string> text = files.Read(planned.shown);
  if (!text) return std::move(text).error().Within("cannot read the plan");
  const auto refuse = [&](std::string why) {
    return Error{.message = fmt::format("'{}' is no plan of deltaplan", planned.shown),
                 .causes = {std::move(why)},
                 .remedy = "Name the directory that was given to --out, or its plan.json."};
  };
  auto parsed = tfvars::ParseJson(*text, tfvars::JsonComments::kRefused);
  if (const auto* error = std::get_if<tfvars::JsonSyntaxError>(&parsed)) {
    return refuse(fmt::format("line {}: {}", error->line, error->message));
  }
  const JsonValue& root = std::get<tfvars::JsonDocument>(parsed).root;
  const JsonValue* tags = root.Find("image_tags");
  const JsonValue* name = root.Find("environment");
  const JsonValue* map = root.Find("tag_map");
  if (tags == nullptr || tags->kind != JsonValue::Kind::kObject || name == nullptr ||
      map == nullptr) {
    return refuse("\"environment\", \"tag_map\" or \"image_tags\" is missing");
  }
  if (name->kind != JsonValue::Kind::kString || name->string != environment) {
    return Error{.message = fmt::format("'{}' is a plan for another environment than '{}'",
                                        planned.shown, environment),
                 .causes = {},
                 .remedy = "Name the environment of the plan with --env."};
  }
  Result<TagMap> after = TagsIn(*tags, planned.shown);
  if (!after) return std::move(after).error();
  planned.after = std::move(*after);
  if (const JsonValue* before = map->Find("tags"); before != nullptr) {
    Result<TagMap> read = TagsIn(*before, planned.shown);
    if (!read) return std::move(read).error();
    planned.before = std::move(*read);
  }
  return planned;
}

Result<TagMap> ParseAssignments(const std::vector<std::string>& arguments) {
  TagMap tags;
  for (const std::string& text : arguments) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
      return Error{.message = fmt::format("'{}' is not SERVICE=TAG", DisplayPath(text)),
                   .causes = {},
                   .remedy = {}};
    }
    const auto [entry, is_new] = tags.emplace(text.substr(0, equals), text.substr(equals + 1));
    if (!is_new && entry->second != text.substr(equals + 1)) {
      return Error{.message = fmt::format("'{}' is given two tags", DisplayPath(entry->first)),
                   .causes = {},
                   .remedy = {}};
    }
  }
  return tags;
}

Status CheckNames(const Opened& opened, const TagMap& tags) {
  std::set<std::string> names;
  for (const auto& [service, tag] : tags) names.insert(service);
  return CheckServiceNames(opened.session->platform, names, "tags");
}

Result<Answer> Get(const Opened& opened, const Options& options, const Ports& ports) {
  const Session& session = *opened.session;
  const std::set<std::string> wanted(options.tag_arguments.begin(), options.tag_arguments.end());
  if (Status known = CheckServiceNames(session.platform, wanted, "tags get"); !known) {
    return std::move(known).error();
  }
  Result<TagMapFile> file =
      ReadTagMapFile(ports.files, *session.environment, session.root(), opened.services);
  if (!file) return std::move(file).error();
  if (!wanted.empty()) {
    std::erase_if(file->tags, [&](const auto& entry) { return !wanted.contains(entry.first); });
  }
  for (const std::string& service : wanted) {
    if (!file->tags.contains(service)) {
      return Error{.message = fmt::format("the tag map '{}' has no tag for '{}'",
                                          opened.entry->file, DisplayPath(service)),
                   .causes = {},
                   .remedy = {}};
    }
  }
  if (options.format == Format::kJson) {
    return Answer{.output = TagsJson(session.environment->name, opened.entry->file, file->tags),
                  .messages = {}};
  }
  return Answer{.output = TagsText(file->tags), .messages = {}};
}

// What differs from what was expected of the map, service by service.
std::optional<Error> Unexpected(const TagMap& present, const TagMap& expected,
                                const std::set<std::string>& services, const std::string& file) {
  std::vector<std::string> found;
  for (const std::string& service : services) {
    const auto is = Find(present, service);
    const auto was = Find(expected, service);
    if (is != was) {
      found.push_back(fmt::format("{} has {}, expected {}", DisplayPath(service),
                                  DisplayPath(is.value_or("no tag")),
                                  DisplayPath(was.value_or("none"))));
    }
  }
  if (found.empty()) return std::nullopt;
  return Error{.message = fmt::format("the tag map '{}' is not what was expected any more; nothing "
                                      "was written",
                                      file),
               .causes = std::move(found),
               .remedy = "Somebody has deployed meanwhile: plan again."};
}

Result<Answer> Set(const Opened& opened, const Options& options, const Ports& ports) {
  const Session& session = *opened.session;
  Result<TagMap> changes = ParseAssignments(options.tag_arguments);
  if (!changes) return std::move(changes).error();
  Result<TagMap> expected = ParseAssignments(options.expect);
  if (!expected) return std::move(expected).error();
  for (const auto& [service, tag] : *changes) {
    if (IsLegalTag(tag)) continue;
    return Error{.message = fmt::format("'{}' for service '{}' is no image tag", DisplayText(tag),
                                        DisplayText(service)),
                 .causes = {},
                 .remedy = kLegalTagRule};
  }
  if (Status known = CheckNames(opened, *changes); !known) return std::move(known).error();
  if (Status known = CheckNames(opened, *expected); !known) return std::move(known).error();
  std::optional<PlannedTags> planned;
  if (options.from) {
    Result<PlannedTags> read = ReadPlan(*options.from, session.environment->name, ports.files);
    if (!read) return std::move(read).error();
    planned = std::move(*read);
    changes->insert(planned->after.begin(), planned->after.end());
  }
  if (changes->empty()) {
    return Error{.message = "no tag is given",
                 .causes = {},
                 .remedy = "Write SERVICE=TAG, or --from with the directory of a plan."};
  }

  TagMapFile file{.path = session.root() + "/" + opened.entry->file,
                  .source = {opened.entry->file, {}},
                  .tags = {}};
  Result<std::optional<std::string>> present = ports.files.ReadIfExists(file.path);
  if (!present) return std::move(present).error();
  std::string text;
  if (*present) {
    Result<TagMapFile> read =
        ReadTagMapFile(ports.files, *session.environment, session.root(), opened.services);
    if (!read) return std::move(read).error();
    file = std::move(*read);
    Result<std::string> edited = ChangedTagMap(file, *opened.entry, opened.services, *changes);
    if (!edited) return std::move(edited).error();
    text = std::move(*edited);
  } else {
    for (const std::string& service : opened.services) {
      if (changes->contains(service)) continue;
      return Error{.message = fmt::format("there is no tag map '{}' yet, and '{}' is given no tag",
                                          opened.entry->file, DisplayPath(service)),
                   .causes = {},
                   .remedy = "A new map has to be complete: give every service a tag."};
    }
    text = tfvars::NewTagFile(opened.entry->file, opened.entry->place, *changes);
    if (text.empty()) {
      return Error{
          .message = fmt::format("there is no file '{}' to keep tags in", opened.entry->file),
          .causes = {},
          .remedy =
              "Only a map of its own is made by this program; write this one once by "
              "hand."};
    }
  }

  std::set<std::string> checked;
  for (const auto& [service, tag] : *expected) checked.insert(service);
  std::optional<Error> unexpected = Unexpected(file.tags, *expected, checked, opened.entry->file);
  if (!unexpected && planned && planned->before) {
    checked.clear();
    for (const auto& [service, tag] : *changes) checked.insert(service);
    unexpected = Unexpected(file.tags, *planned->before, checked, opened.entry->file);
  }
  if (unexpected) {
    return Answer{
        .output = {}, .messages = ErrorText(*unexpected), .exit_code = ExitCode::kRefused};
  }

  TagMap after = file.tags;
  for (const auto& [service, tag] : *changes) after[service] = tag;
  const std::vector<TagChange> changed = TagChanges(file.tags, after);
  const bool writes = !options.dry_run && (!*present || text != file.source.text);
  if (writes) {
    const std::optional<std::string> before =
        *present ? std::optional(file.source.text) : std::nullopt;
    if (Status replaced = ports.files.Replace(file.path, before, text); !replaced) {
      return std::move(replaced).error();
    }
  }
  Answer answer;
  answer.output = Shown(opened, options, changed, writes);
  if (!options.quiet) {
    answer.messages = writes ? fmt::format("Wrote {}\n", opened.entry->file)
                      : options.dry_run
                          ? fmt::format("Would write {}; nothing was changed\n", opened.entry->file)
                          : fmt::format("{} has these tags already\n", opened.entry->file);
  }
  return answer;
}

// The map to compare with: of another environment, of a plan, or in a file.
Result<TagMap> OtherTags(const Opened& opened, const std::string& other, const Ports& ports) {
  const Session& session = *opened.session;
  for (const EnvironmentEntry& environment : session.config.environments) {
    if (environment.name != other) continue;
    Result<TagMapFile> file =
        ReadTagMapFile(ports.files, environment, session.root(), opened.services);
    if (!file) return std::move(file).error();
    return std::move(file->tags);
  }
  if (Result<std::optional<std::string>> plan = ports.files.ReadIfExists(other + "/plan.json");
      plan && *plan) {
    Result<PlannedTags> planned = ReadPlan(other, session.environment->name, ports.files);
    if (!planned) return std::move(planned).error();
    return std::move(planned->after);
  }
  Result<std::string> text = ports.files.Read(other);
  if (!text) {
    Error error = std::move(text).error().Within(
        fmt::format("'{}' is neither an environment nor a plan nor a file", DisplayPath(other)));
    return error;
  }
  const tfvars::Source source{other, std::move(*text)};
  tfvars::Diagnostics diagnostics;
  std::optional<TagMap> tags =
      tfvars::ReadTags(source, opened.entry->place, opened.services, diagnostics);
  if (!tags) return DiagnosticsError(diagnostics, source);
  return std::move(*tags);
}

Result<Answer> Diff(const Opened& opened, const Options& options, const Ports& ports) {
  const Session& session = *opened.session;
  Result<TagMapFile> file =
      ReadTagMapFile(ports.files, *session.environment, session.root(), opened.services);
  if (!file) return std::move(file).error();
  Result<TagMap> other = OtherTags(opened, options.tag_arguments.front(), ports);
  if (!other) return std::move(other).error();
  const std::vector<TagChange> changed = TagChanges(file->tags, *other);
  Answer answer;
  answer.output = Shown(opened, options, changed, false);
  if (changed.empty() && !options.quiet) answer.messages = "The tags are the same\n";
  if (options.detailed_exitcode && !changed.empty()) {
    answer.exit_code = ExitCode::kSomethingToDeploy;
  }
  return answer;
}

}  // namespace

Result<Answer> RunTags(const Options& options, const Ports& ports) {
  Result<Opened> opened = Open(options, ports);
  if (!opened) return std::move(opened).error();
  switch (options.tags_action) {
    case TagsAction::kGet:
      return Get(*opened, options, ports);
    case TagsAction::kSet:
      return Set(*opened, options, ports);
    case TagsAction::kDiff:
      break;
  }
  return Diff(*opened, options, ports);
}

}  // namespace deltaplan::planner
