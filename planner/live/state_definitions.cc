#include "planner/live/state_definitions.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "planner/text/quote.h"
#include "tfvars/address/address.h"

namespace deltaplan::planner {
namespace {

using tfvars::StateInstance;

constexpr std::string_view kDefinition = "aws_ecs_task_definition";
constexpr std::string_view kService = "aws_ecs_service";
constexpr std::string_view kTaskSet = "aws_ecs_task_set";  // of a service with another controller

// Where a resource says which task definition it runs.
struct RunnerType {
  std::string_view type;
  std::string_view attribute;
};
constexpr std::array<RunnerType, 4> kRunners{{
    {kService, "task_definition"},
    {kTaskSet, "task_definition"},
    {"aws_cloudwatch_event_target", "ecs_target.0.task_definition_arn"},
    {"aws_scheduler_schedule", "target.0.ecs_parameters.0.task_definition_arn"},
}};

std::string_view TypeOf(const StateInstance& instance) {
  return instance.address.resource.resource.type;
}

unsigned long NumberOf(const std::string& revision) {
  unsigned long number = 0;
  std::from_chars(revision.data(), revision.data() + revision.size(), number);
  return number;
}

}  // namespace

StateDefinitions::StateDefinitions(const tfvars::State& state) {
  for (const StateInstance& instance : state) {
    if (IsDefinition(&instance)) {
      const std::string* arn = instance.values.FindString("arn");
      if (arn == nullptr) continue;
      Name name = ReadName(*arn);
      definitions_.emplace(name.family, std::pair(name, &instance));
    }
    const auto runner = std::ranges::find(kRunners, TypeOf(instance), &RunnerType::type);
    if (runner == kRunners.end()) continue;
    const std::optional<std::string> runs =
        tfvars::FindStateText(instance.values, runner->attribute);
    // Without one, another deployment controller decides, or it runs no task.
    if (!runs || runs->empty()) continue;
    const bool is_service = runner->type == kService || runner->type == kTaskSet;
    runners_.push_back({&instance, ReadName(*runs), is_service});
  }
}

StateDefinitions::Name StateDefinitions::ReadName(std::string_view text) {
  Name name;
  if (const std::size_t slash = text.rfind('/'); slash != std::string_view::npos) {
    name.place = text.substr(0, slash);
    text.remove_prefix(slash + 1);
  }
  const std::size_t colon = text.find(':');
  name.family = text.substr(0, colon);
  if (colon != std::string_view::npos) name.revision = text.substr(colon + 1);
  return name;
}

bool StateDefinitions::IsSameFamily(const Name& a, const Name& b) {
  return a.family == b.family && (a.place.empty() || b.place.empty() || a.place == b.place);
}

const StateInstance* StateDefinitions::Find(const Name& name) const {
  const StateInstance* found = nullptr;
  unsigned long newest = 0;
  const auto [begin, end] = definitions_.equal_range(name.family);
  for (auto each = begin; each != end; ++each) {
    const auto& [its_name, instance] = each->second;
    if (!IsSameFamily(name, its_name)) continue;
    if (!name.revision.empty() && its_name.revision != name.revision) continue;
    if (const unsigned long number = NumberOf(its_name.revision);
        found == nullptr || number > newest) {
      found = instance;
      newest = number;
    }
  }
  return found;
}

std::vector<const StateDefinitions::Runner*> StateDefinitions::RunnersOf(
    const std::vector<const StateInstance*>& instances) const {
  const std::set<const StateInstance*> given(instances.begin(), instances.end());
  std::vector<const Name*> families;
  for (const auto& [family, definition] : definitions_) {
    if (given.contains(definition.second)) families.push_back(&definition.first);
  }
  std::vector<const Runner*> found;
  for (const Runner& runner : runners_) {
    const bool runs_one = std::ranges::any_of(
        families, [&](const Name* family) { return IsSameFamily(runner.runs, *family); });
    if (runs_one || given.contains(runner.instance)) found.push_back(&runner);
  }
  if (std::ranges::any_of(found, &Runner::is_service)) {
    std::erase_if(found, [](const Runner* runner) { return !runner->is_service; });
  }
  return found;
}

std::vector<const StateInstance*> StateDefinitions::RunnersOf(const StateInstance& instance) const {
  std::vector<const StateInstance*> instances;
  for (const Runner* runner : RunnersOf(std::vector{&instance})) {
    instances.push_back(runner->instance);
  }
  return instances;
}

bool StateDefinitions::IsDefinition(const StateInstance* instance) {
  return TypeOf(*instance) == kDefinition;
}

std::string StateDefinitions::Follow(std::vector<const StateInstance*>& instances) const {
  std::set<const StateInstance*> running;
  for (const Runner* runner : RunnersOf(instances)) {
    const StateInstance* definition = Find(runner->runs);
    if (definition == nullptr) {
      const std::string& revision = runner->runs.revision;
      return fmt::format(
          "{} runs {}, a task definition that the state does not have",
          tfvars::Print(runner->instance->address),
          DisplayText(runner->runs.family + (revision.empty() ? "" : ":" + revision)));
    }
    running.insert(definition);
  }
  if (running.empty()) return {};
  std::erase_if(instances, [](const StateInstance* instance) {
    return IsDefinition(instance) ||
           std::ranges::find(kRunners, TypeOf(*instance), &RunnerType::type) != kRunners.end();
  });
  instances.insert(instances.end(), running.begin(), running.end());
  std::ranges::sort(instances, {}, [](const StateInstance* each) { return each->address; });
  return {};
}

}  // namespace deltaplan::planner
