// "from": "file": a map of tags, or what `aws ecs describe-services` and `aws ecs
// describe-task-definition` have printed, any number of answers one behind the other. So a machine
// without credentials can plan.
#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

#include "planner/live/ecs_answers.h"
#include "planner/live/live_image.h"
#include "planner/live/live_source.h"
#include "planner/text/quote.h"
#include "tfvars/carriers/tag_map.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {
namespace {

// The first of the JSON objects that stand one behind the other; all of `text` when it holds no
// whole one. Only quotes and brackets are looked at.
std::string_view FirstDocument(std::string_view text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{') {
      ++depth;
    } else if (c == '}' && depth > 0 && --depth == 0) {
      return text.substr(0, i + 1);
    }
  }
  return text;
}

// nullopt when the text is something else than answers of ECS.
std::optional<EcsAnswers> ReadAnswers(std::string_view text) {
  EcsAnswers answers;
  while (text.find_first_not_of(" \t\r\n") != std::string_view::npos) {
    const std::string_view first = FirstDocument(text);
    text.remove_prefix(first.size());
    auto parsed = tfvars::ParseJson(first, tfvars::JsonComments::kRefused);
    const auto* document = std::get_if<tfvars::JsonDocument>(&parsed);
    if (document == nullptr || !answers.Add(document->root)) return std::nullopt;
  }
  return answers;
}

// Finds what each service runs in saved answers.
class SavedAnswers {
 public:
  SavedAnswers(const LiveContext& context, const LiveSourceEntry& entry, const EcsAnswers& answers,
               const std::string& shown)
      : context_(context), entry_(entry), answers_(answers), shown_(shown) {}

  Result<LiveReading> Read() {
    for (const Service& service : context_.services) TakeService(service);
    std::vector<std::string> problems = problems_.Take();
    SortNotes(reading_.notes);
    if (problems.empty()) return std::move(reading_);
    return Error{.message = fmt::format("{} does not say what every service runs", shown_),
                 .causes = std::move(problems),
                 .remedy =
                     "Save what aws ecs describe-services prints of all services, and "
                     "aws ecs describe-task-definition of what they run; \"service\" and "
                     "\"container\" name them."};
  }

 private:
  // Of two clusters, or of two times.
  bool SaysTwoThings(const std::string& name) const {
    std::set<std::tuple<std::string, std::string, std::string>> said;
    for (const EcsService& each : answers_.services) {
      if (each.name == name) said.emplace(each.status, each.task_definition, each.rollout_state);
    }
    return said.size() > 1;
  }

  void TakeService(const Service& service) {
    const std::string name = context_.TextFor(entry_, "service", service).value_or(service.name);
    const EcsTaskDefinition* definition = nullptr;
    if (!answers_.are_about_services) {
      std::set<std::string> revisions;
      for (const EcsTaskDefinition& each : answers_.task_definitions) {
        if (each.family != name) continue;
        definition = &each;
        revisions.insert(NameInArn(each.arn));
      }
      if (revisions.size() > 1) {
        problems_.Add(service.name,
                      fmt::format("nothing says which of {} it runs",
                                  DisplayText(fmt::to_string(fmt::join(revisions, ", ")))));
        return;
      }
    } else {
      const auto found = std::ranges::find(answers_.services, name, &EcsService::name);
      const auto failed = std::ranges::find(answers_.failures, name, &EcsFailure::name);
      const bool is_draining = found != answers_.services.end() && found->status == "DRAINING";
      const bool is_there =
          found != answers_.services.end() && found->status != "INACTIVE" && !is_draining;
      if (SaysTwoThings(name)) {
        problems_.Add(service.name,
                      fmt::format("the answers say two things about '{}'", DisplayText(name)));
        return;
      }
      if (!is_there && failed != answers_.failures.end() && failed->reason != "MISSING") {
        problems_.Add(service.name, "ECS could not tell: " + DisplayText(failed->reason));
        return;
      }
      if (found == answers_.services.end() && failed == answers_.failures.end()) {
        problems_.Add(service.name,
                      fmt::format("the answer says nothing about '{}'", DisplayText(name)));
        return;
      }
      if (!is_there) {
        reading_.notes.push_back(MissingNote(service, name, shown_, is_draining));
        return;
      }
      for (Warning& note : RolloutNotes(*found, service)) reading_.notes.push_back(std::move(note));
      const auto runs = std::ranges::find(answers_.task_definitions, found->task_definition,
                                          &EcsTaskDefinition::arn);
      if (runs == answers_.task_definitions.end()) {
        problems_.Add(service.name, fmt::format("it runs {}, of which there is no description",
                                                DisplayText(NameInArn(found->task_definition))));
        return;
      }
      definition = &*runs;
    }
    if (definition == nullptr) {
      reading_.notes.push_back(MissingNote(service, name, shown_));
      return;
    }
    const std::optional<std::string> container = context_.TextFor(entry_, "container", service);
    Result<EcsContainer> chosen =
        ChooseContainer(*definition, service, container ? &*container : nullptr);
    if (!chosen) {
      problems_.Add(service.name, chosen.error().message);
      return;
    }
    LiveImage image = ReadLiveImage(chosen->image);
    if (image.tag.empty()) {
      problems_.AddOwn(service.name,
                       DisplayText(chosen->image) +
                           " is pinned by its digest; only the source ecs can ask for its tags");
      return;
    }
    reading_.tags.emplace(service.name, std::move(image.tag));
    reading_.repositories.emplace(service.name, std::move(image.repository));
  }

  const LiveContext& context_;
  const LiveSourceEntry& entry_;
  const EcsAnswers& answers_;
  const std::string& shown_;
  LiveReading reading_;
  ServiceProblems problems_{context_, reading_};
};

Result<LiveReading> ReadFile(const LiveContext& context, const LiveSourceEntry& entry) {
  const std::string name = FillPlaceholders(*entry.Text("file"), context.Placeholders());
  const std::string shown = name == "-" ? "standard input" : "'" + DisplayText(name) + "'";
  Result<std::string> text = context.ports.files.Read(context.PathOf(name));
  if (!text) return std::move(text).error().Within("cannot read the live tags from " + shown);
  if (!IsValidUtf8(*text)) {
    return Error{
        .message = shown + " holds no live tags", .causes = {"it is not UTF-8"}, .remedy = {}};
  }
  if (const std::optional<EcsAnswers> answers = ReadAnswers(*text);
      answers && (answers->are_about_services || !answers->task_definitions.empty())) {
    return SavedAnswers(context, entry, *answers, shown).Read();
  }
  const std::string* variable = entry.Text("variable");
  auto tags = tfvars::ReadLiveMapJson(*text, variable == nullptr ? "image_tags" : *variable);
  if (const auto* bad = std::get_if<tfvars::TagMapError>(&tags)) {
    return Error{.message = fmt::format("{} holds no live tags{}{}", shown,
                                        bad->pointer.empty() ? "" : ": at ", bad->pointer),
                 .causes = {bad->message},
                 .remedy =
                     "It has to be a JSON object {\"<service>\": \"<tag>\"}, a tag map file, "
                     "or what aws ecs describe-services and describe-task-definition print."};
  }
  return LiveReading{.tags = std::get<tfvars::TagMap>(std::move(tags)), .notes = {}};
}

}  // namespace

LiveSource FileSource() {
  using Placeholders = LiveKey::Placeholders;
  return {.kind = {.from = "file",
                   .keys = {{.name = "file",
                             .required = true,
                             .placeholders = Placeholders::kEnvironment},
                            {.name = "variable"},
                            {.name = "service", .placeholders = Placeholders::kService},
                            {.name = "container", .placeholders = Placeholders::kService}},
                   .check = nullptr},
          .read = ReadFile};
}

}  // namespace deltaplan::planner
